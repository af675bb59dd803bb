using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Data.Migrations;

/// <summary>What the platform's administrators may ask across organizations.</summary>
[DbContext(typeof(CadenceDbContext))]
[Migration("20261128154500_Platform")]
public sealed class Platform : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationScript.Read("platform"));
}
