package io.holdfast.access;

import io.holdfast.tenancy.TenantId;

/** A signed-in person or program: whose data the call may touch, and who answers for it in the audit trail. */
public record Caller(TenantId tenant, UserId user, SessionId session) {}
