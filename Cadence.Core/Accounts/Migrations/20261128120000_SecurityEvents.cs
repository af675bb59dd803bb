using Cadence.Core.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Accounts.Migrations;

/// <summary>What happened at the doors.</summary>
[DbContext(typeof(AccountsDbContext))]
[Migration("20261128120000_SecurityEvents")]
public sealed class SecurityEventsTable : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationScript.Read("security_events") + MigrationScript.Read("forget_security_events"));
}
