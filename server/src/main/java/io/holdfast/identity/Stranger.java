package io.holdfast.identity;

import io.holdfast.tenancy.TenantId;
import java.util.Arrays;

/** A (tenant, identity, key) that no accepted record covers. Value equality by content. */
record Stranger(TenantId tenant, byte[] identitySha256, byte[] keySha256) {

    @Override
    public boolean equals(Object other) {
        return other instanceof Stranger that
                && tenant.equals(that.tenant)
                && Arrays.equals(identitySha256, that.identitySha256)
                && Arrays.equals(keySha256, that.keySha256);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(identitySha256) + Arrays.hashCode(keySha256);
    }
}
