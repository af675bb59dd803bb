using Cadence.Core.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Accounts.Migrations;

/// <summary>Links out of mails, the mails themselves, and what holds for the whole platform.</summary>
[DbContext(typeof(AccountsDbContext))]
[Migration("20261128121000_AccountDoors")]
public sealed class AccountDoors : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationScript.Read("account_doors"));
}
