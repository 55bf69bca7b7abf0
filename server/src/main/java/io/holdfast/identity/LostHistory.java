package io.holdfast.identity;

import io.holdfast.tenancy.TenantId;

/**
 * What this node knows of a history that the database no longer has, because it was restored to an earlier moment. Asked where a
 * device would be refused that proved who it is; a device that is remembered is put off until it is accepted again. Never blocks.
 */
public interface LostHistory {

    /** Whether the bearer of this token is to be put off instead of refused; its re-adoption is under way then. */
    boolean remembers(TenantId tenant, DeviceId device, AuthSetId set, long mintedAtSeq);

    /** Whether the device that proved this key is to be put off; its re-adoption is under way then. */
    boolean remembers(Enrolment proven);

    /** A device that is known by hashes alone has shown its identity and key: whether they are to be put on record. */
    boolean wantsKeyOf(DeviceId device);

    /** Nothing was lost. */
    static LostHistory none() {
        return new LostHistory() {
            @Override
            public boolean remembers(TenantId tenant, DeviceId device, AuthSetId set, long mintedAtSeq) {
                return false;
            }

            @Override
            public boolean remembers(Enrolment proven) {
                return false;
            }

            @Override
            public boolean wantsKeyOf(DeviceId device) {
                return false;
            }
        };
    }
}
