package org.linuxkeyring.keyring;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.QuotaRetry;
import org.linuxkeyring.keyring.key.StagingKeyring;

/** A key that is made in a staging keyring, so that it is complete when its own keyring links it. */
public final class NewKey {
    private final Keyctl keyctl;
    private final Owners owners;
    private final Keyring keyring;
    private final KeyName name;

    NewKey(Keyctl keyctl, Owners owners, Keyring keyring, KeyName name) {
        this.keyctl = keyctl;
        this.owners = owners;
        this.keyring = keyring;
        this.name = name;
    }

    /**
     * Makes the key and links it in the place of an old key, with the old key's mask, owner and group. For an update of
     * a big_key the kernel needs room for the whole payload in the quota for a moment, but not for a new key
     * (big_key_update and big_key_preparse in security/keys/big_key.c).
     */
    KernelKey displace(ByteBuffer payload) {
        return StagingKeyring.use(keyctl, staging -> {
            KernelKey made = make(payload, new Keyring(keyctl, staging));
            own().ifPresent(old -> made.takeAfter(old.metadata()));
            return linked(made);
        });
    }

    /**
     * Makes the key, sets its policy, and brings it to the keyring by KEYCTL_MOVE (KEYCTL_LINK before Linux 5.3). A key
     * whose timeout is over before that has ended as it was to, and is not linked.
     *
     * @return empty if the keyring links a live key of that name by now
     */
    Optional<KernelKey> put(ByteBuffer payload, Consumer<KernelKey> policy) {
        return StagingKeyring.use(keyctl, serial -> {
            Keyring staging = new Keyring(keyctl, serial);
            KernelKey made = make(payload, staging);
            try {
                policy.accept(made);
                try {
                    keyring.take(made, name.description(), staging);
                    return Optional.of(made);
                } catch (KeyctlException e) {
                    return switch (e.errno()) {
                        case EEXIST -> own().isPresent() ? Optional.empty() : Optional.of(linked(made));
                        case EOPNOTSUPP -> Optional.of(linked(made));
                        case EPERM -> throw RestrictedKeyring.explained(e, keyctl);
                        default -> throw e;
                    };
                }
            } catch (KeyctlException e) {
                requireEnded(staging, e);
                return Optional.of(made);
            }
        });
    }

    /**
     * Tries whether the key can get a policy: makes it in a staging keyring, where no one sees it, and lets it end.
     *
     * @throws KeyctlException if the kernel refuses the key or its policy
     */
    public void attempt(ByteBuffer payload, Consumer<KernelKey> policy) {
        StagingKeyring.use(keyctl, staging -> {
            KernelKey made = new Keyring(keyctl, staging).add(name.type(), name.description(), payload);
            policy.accept(made);
            return made;
        });
    }

    /** Throws a refusal again, unless the reason is that the key itself, and no keyring, has expired. */
    private void requireEnded(Keyring staging, KeyctlException refusal) {
        if (refusal.errno() != Errno.EKEYEXPIRED) {
            throw refusal;
        }
        try {
            keyctl.search(
                    staging.serial(), name.type().bytes(), name.description().raw(), Keyctl.NO_KEY);
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EKEYEXPIRED || e.errno() == Errno.ENOKEY) {
                return;
            }
        }
        throw refusal;
    }

    private KernelKey make(ByteBuffer payload, Keyring staging) {
        KernelKey made = staging.add(name.type(), name.description(), payload);
        owners.remember(made, name.description());
        return made;
    }

    private Optional<KernelKey> own() {
        return keyring.own(name.type(), name.description());
    }

    /** Links the key, and with that call replaces the link to another key of the same name. */
    private KernelKey linked(KernelKey made) {
        return QuotaRetry.run(keyctl, () -> {
            keyctl.link(made.serial(), keyring.serial());
            return made;
        });
    }
}
