"""An authority, and the certificates that it has signed: a server's for 127.0.0.1, and a client's."""

import datetime
import ipaddress

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


def certificates(directory):
    """Writes ca.pem, and for server and client NAME.pem and NAME-key.pem."""
    directory.mkdir(parents=True, exist_ok=True)
    authority = ec.generate_private_key(ec.SECP256R1())
    issuer = named("libvirt authority")
    ca = build(issuer, issuer, authority.public_key(), x509.BasicConstraints(ca=True, path_length=None)).add_extension(
        usage(signs_certificates=True), critical=True).sign(authority, hashes.SHA256())
    (directory / "ca.pem").write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    for name, purpose in [("server", x509.ExtendedKeyUsageOID.SERVER_AUTH), ("client", x509.ExtendedKeyUsageOID.CLIENT_AUTH)]:
        key = ec.generate_private_key(ec.SECP256R1())
        made = (build(named(name), issuer, key.public_key(), x509.BasicConstraints(ca=False, path_length=None))
                .add_extension(usage(signs_certificates=False), critical=True)
                .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
                .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
                .sign(authority, hashes.SHA256()))
        (directory / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
        (directory / f"{name}-key.pem").write_bytes(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return directory


def named(name):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def usage(signs_certificates):
    return x509.KeyUsage(
        digital_signature=not signs_certificates, content_commitment=False, key_encipherment=not signs_certificates,
        data_encipherment=False, key_agreement=False, key_cert_sign=signs_certificates, crl_sign=False, encipher_only=False,
        decipher_only=False)


def build(subject, issuer, key, constraints):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
            .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=30)).add_extension(constraints, critical=True))
