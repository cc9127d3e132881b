# shellcheck shell=bash
# Where SoftHSM's PKCS#11 library is, and those of others.

# softhsm_module: prints the path of the library; SOFTHSM2_MODULE overrides the usual places.
softhsm_module() {
    local module
    for module in ${SOFTHSM2_MODULE:+"$SOFTHSM2_MODULE"} \
        /usr/lib/softhsm/libsofthsm2.so \
        /usr/lib/*/softhsm/libsofthsm2.so \
        /usr/lib64/{softhsm,pkcs11}/libsofthsm2.so \
        /usr/local/lib/softhsm/libsofthsm2.so; do
        if [[ -r $module ]]; then
            printf '%s\n' "$module"
            return 0
        fi
    done
    return 1
}

# p11_kit_client: whether the library is there that asks p11-kit's server.
p11_kit_client() {
    compgen -G '/usr/lib*/*/pkcs11/p11-kit-client.so' || compgen -G '/usr/lib*/pkcs11/p11-kit-client.so'
}

# nss_softokn: whether NSS's library of software tokens is there.
nss_softokn() {
    compgen -G '/usr/lib*/*/libsoftokn3.so' || compgen -G '/usr/lib*/libsoftokn3.so'
}

# opencryptoki_module: prints the path of openCryptoki's library.
opencryptoki_module() {
    compgen -G '/usr/lib*/*/pkcs11/libopencryptoki.so' || compgen -G '/usr/lib*/pkcs11/libopencryptoki.so'
}
