using Cadence.Core.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Accounts.Migrations;

/// <summary>Sessions end with the password, and every web node hears of it.</summary>
[DbContext(typeof(AccountsDbContext))]
[Migration("20261123062000_AccountChanges")]
public sealed class AccountChanges : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationScript.Read("accounts"));
}
