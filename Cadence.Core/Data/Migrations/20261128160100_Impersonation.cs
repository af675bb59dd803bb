using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Data.Migrations;

/// <summary>Starting and ending an impersonation, written into the organization's own audit.</summary>
[DbContext(typeof(CadenceDbContext))]
[Migration("20261128160100_Impersonation")]
public sealed class Impersonation : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationScript.Read("impersonation"));
}
