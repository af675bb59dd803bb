using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Data.Migrations;

/// <summary>The definer function that writes marks with their history.</summary>
[DbContext(typeof(CadenceDbContext))]
[Migration("20261123021000_TakeMarks")]
public sealed class TakeMarks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationScript.Read("marks"));
}
