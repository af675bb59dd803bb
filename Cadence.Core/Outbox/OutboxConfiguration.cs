using Cadence.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cadence.Core.Outbox;

internal sealed class OutboxConfiguration : IEntityTypeConfiguration<OutboxMessage>, IEntityTypeConfiguration<DomainEvent>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> builder)
    {
        builder.TenantTable("outbox_messages");
        builder.Ignore(m => m.Progress);
        builder.Property(m => m.Payload).HasColumnType("jsonb");
        builder.RecordedByDatabase(nameof(OutboxMessage.CreatedAt));
        builder.HasIndex(m => new { m.OrganizationId, m.Channel, m.Recipient, m.Kind, m.Subject, m.Period }).IsUnique();
        builder.HasIndex(m => m.DueAt).HasFilter("delivered_at is null and dead_at is null");
    }

    public void Configure(EntityTypeBuilder<DomainEvent> builder)
    {
        builder.TenantTable("domain_events");
        builder.Property(e => e.Payload).HasColumnType("jsonb");
        builder.Property(e => e.Sequence).ValueGeneratedOnAdd().HasDefaultValue(0L);
        builder.Property(e => e.ActorKind).ValueGeneratedOnAdd().HasDefaultValue("");
        builder.Property(e => e.ActorId).ValueGeneratedOnAdd();
        builder.Property(e => e.UserId).ValueGeneratedOnAdd();
        builder.RecordedByDatabase(nameof(DomainEvent.RecordedAt));
        builder.HasIndex(e => new { e.OrganizationId, e.Sequence }).IsUnique();
    }
}
