using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Data.Migrations;

/// <summary>Accounts whose address nobody confirmed are forgotten, and organizations that were deleted for good are told of no more.</summary>
[DbContext(typeof(CadenceDbContext))]
[Migration("20261128191500_Upkeep")]
public sealed class Upkeep : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationScript.Read("upkeep"));
}
