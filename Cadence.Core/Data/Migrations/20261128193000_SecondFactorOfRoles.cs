using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Data.Migrations;

/// <summary>A role may ask for a second factor; open pages hear of it.</summary>
[DbContext(typeof(CadenceDbContext))]
[Migration("20261128193000_SecondFactorOfRoles")]
public sealed class SecondFactorOfRoles : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationScript.Read("second_factor_of_roles"));
}
