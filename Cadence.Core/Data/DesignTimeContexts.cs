using Cadence.Core.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Cadence.Core.Data;

/// <summary>Lets the migrations tool build the tenant model without a server.</summary>
public sealed class DesignTimeCadenceDbContext : IDesignTimeDbContextFactory<CadenceDbContext>
{
    public CadenceDbContext CreateDbContext(string[] args) => new(CadenceDatabase.TenantOptions("Host=unused").Options);
}

/// <summary>Lets the migrations tool build the accounts model without a server.</summary>
public sealed class DesignTimeAccountsDbContext : IDesignTimeDbContextFactory<AccountsDbContext>
{
    public AccountsDbContext CreateDbContext(string[] args) => new(CadenceDatabase.AccountsOptions("Host=unused").Options);
}
