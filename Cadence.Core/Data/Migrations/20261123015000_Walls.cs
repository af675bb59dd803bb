using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Data.Migrations;

/// <summary>Everything the tenant model needs that EF does not write: constraints over ranges, row security, history, audit, counts, notifications, look-ups.</summary>
[DbContext(typeof(CadenceDbContext))]
[Migration("20261123015000_Walls")]
public sealed class Walls : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var script in new[] { "extensions", "constraints", "walls", "audit", "sessions", "live", "lookups" })
        {
            migrationBuilder.Sql(MigrationScript.Read(script));
        }
    }
}
