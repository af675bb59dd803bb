using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Data.Migrations;

/// <summary>How long the ways between venues take.</summary>
[DbContext(typeof(CadenceDbContext))]
[Migration("20261129090000_VenueTravels")]
public sealed class VenueTravels : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationScript.Read("venue_travels"));
}
