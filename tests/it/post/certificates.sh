#!/bin/sh
# Makes the certificates of the tests' mail server: an authority of its own (ca.pem), a server on this
# machine that it vouches for (server.pem, server.key), and an authority that vouches for nobody
# (other-ca.pem). They are good for loopback in the tests and for nothing else; the authorities' keys
# are thrown away.
set -eu
cd "$(dirname "$0")"
new() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for name in ca other-ca; do
    new "$scratch/$name.key"
    openssl req -x509 -new -key "$scratch/$name.key" -sha256 -days 36500 \
        -subj "/CN=Platssamverkan test $name" -out "$name.pem"
done
new "$scratch/ec.key"
openssl pkcs8 -topk8 -nocrypt -in "$scratch/ec.key" -out server.key
openssl req -new -key server.key -subj "/CN=localhost" -out "$scratch/server.csr"
printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n' > "$scratch/ext"
openssl x509 -req -in "$scratch/server.csr" -CA ca.pem -CAkey "$scratch/ca.key" -CAcreateserial \
    -CAserial "$scratch/serial" -sha256 -days 36500 -extfile "$scratch/ext" -out server.pem
