using Cadence.Core.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Accounts.Migrations;

/// <summary>Sign-ins by which a platform administrator looks in as somebody else: one organization, one hour, with a reason.</summary>
[DbContext(typeof(AccountsDbContext))]
[Migration("20261128160000_Impersonations")]
public sealed class Impersonations : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationScript.Read("impersonation_accounts"));
}
