using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Data.Migrations;

/// <summary>A mark is told to the tablets of its class alone.</summary>
[DbContext(typeof(CadenceDbContext))]
[Migration("20261129150000_RollCallChanges")]
public sealed class RollCallChanges : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationScript.Read("roll_call_changes"));
}
