// Package cms signs files as CMS with detached content (RFC 5652) and the attributes of a basic PAdES signature (ETSI EN
// 319 142-1, B-B): the digest of the file and of the signer's certificate. The time of signing is not one of them: it
// stands in the file that is signed.
package cms

import (
	"bytes"
	"cmp"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"
)

// Identity is who signs: a key, which may be in a token that never gives it out, and its certificates, the signer's own first.
type Identity struct {
	Key   crypto.Signer
	Chain []*x509.Certificate
}

// Check says what is wrong with an identity.
func (i Identity) Check() error {
	if len(i.Chain) == 0 {
		return errors.New("there is no certificate")
	}
	public, ok := i.Key.Public().(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !public.Equal(i.Chain[0].PublicKey) {
		return errors.New("the first certificate is not of the key")
	}
	if u := i.Chain[0].KeyUsage; u != 0 && u&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return errors.New("the certificate is not for signing")
	}
	for k := range len(i.Chain) - 1 {
		if err := i.Chain[k].CheckSignatureFrom(i.Chain[k+1]); err != nil {
			return fmt.Errorf("the certificate of %q is not signed by the next one, of %q: %w", named(i.Chain[k]), named(i.Chain[k+1]), err)
		}
	}
	_, err := i.algorithm()
	return err
}

// NotInForce says that a certificate of the signer is not good at a time: nobody would take a signature of that time for valid.
type NotInForce struct {
	Certificate *x509.Certificate
	At          time.Time
}

// Error names the certificate and its days.
func (e *NotInForce) Error() string {
	const day = "2006-01-02 15:04 UTC"
	c := e.Certificate
	if e.At.Before(c.NotBefore) {
		return fmt.Sprintf("the certificate of %q is good from %s on, and it is %s", named(c), c.NotBefore.UTC().Format(day), e.At.UTC().Format(day))
	}
	return fmt.Sprintf("the certificate of %q ended on %s, and it is %s", named(c), c.NotAfter.UTC().Format(day), e.At.UTC().Format(day))
}

// InForce says whether all certificates are good at a time; if not, with a *NotInForce.
func (i Identity) InForce(at time.Time) error {
	for _, c := range i.Chain {
		if at.Before(c.NotBefore) || at.After(c.NotAfter) {
			return &NotInForce{c, at}
		}
	}
	return nil
}

// Ends is when the first of the certificates ends.
func (i Identity) Ends() time.Time {
	ends := i.Chain[0].NotAfter
	for _, c := range i.Chain[1:] {
		if c.NotAfter.Before(ends) {
			ends = c.NotAfter
		}
	}
	return ends
}

// Begins is when all of the certificates are good.
func (i Identity) Begins() time.Time {
	begins := i.Chain[0].NotBefore
	for _, c := range i.Chain[1:] {
		if c.NotBefore.After(begins) {
			begins = c.NotBefore
		}
	}
	return begins
}

// named is whom a certificate is of.
func named(c *x509.Certificate) string { return cmp.Or(c.Subject.CommonName, c.Subject.String()) }

var (
	oidData               = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningCertificate = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidSHA256             = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidRSASHA256          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
	oidECDSASHA256        = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
)

func (i Identity) algorithm() (pkix.AlgorithmIdentifier, error) {
	switch i.Key.Public().(type) {
	case *rsa.PublicKey:
		return pkix.AlgorithmIdentifier{Algorithm: oidRSASHA256, Parameters: asn1.NullRawValue}, nil
	case *ecdsa.PublicKey:
		return pkix.AlgorithmIdentifier{Algorithm: oidECDSASHA256}, nil
	}
	return pkix.AlgorithmIdentifier{}, fmt.Errorf("keys of type %T do not sign documents: RSA and ECDSA do", i.Key.Public())
}

type contentInfo struct {
	ContentType asn1.ObjectIdentifier
	Content     asn1.RawValue
}

type signedData struct {
	Version          int
	DigestAlgorithms []pkix.AlgorithmIdentifier `asn1:"set"`
	Encapsulated     struct{ ContentType asn1.ObjectIdentifier }
	Certificates     asn1.RawValue
	SignerInfos      []signerInfo `asn1:"set"`
}

type signerInfo struct {
	Version            int
	Signer             issuerAndSerial
	DigestAlgorithm    pkix.AlgorithmIdentifier
	SignedAttributes   asn1.RawValue
	SignatureAlgorithm pkix.AlgorithmIdentifier
	Signature          []byte
}

type issuerAndSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

type attribute struct {
	Type   asn1.ObjectIdentifier
	Values []asn1.RawValue `asn1:"set"`
}

// signingCertificate binds the certificate to the signature (RFC 5035); the hash is SHA-256, which is not named.
type signingCertificate struct{ Certificates []certificateHash }

type certificateHash struct{ Hash []byte }

// Sign signs the parts of a file, if the certificates are good now; that is a *NotInForce if not. A key that is not in a token
// signs the same parts the same way each time. The signature is not longer than the room there is for it.
func Sign(i Identity, now time.Time, parts ...[]byte) ([]byte, error) {
	err := i.InForce(now)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	b, err := sign(i, parts)
	if err == nil && len(b) > i.Room() {
		err = fmt.Errorf("the signature has %d bytes, %d were left for it", len(b), i.Room())
	}
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return b, nil
}

func sign(i Identity, parts [][]byte) ([]byte, error) {
	algorithm, err := i.algorithm()
	if err != nil {
		return nil, err
	}
	file := sha256.New()
	for _, p := range parts {
		_, _ = file.Write(p) // a hash takes everything
	}
	attributes, err := signedAttributes(file.Sum(nil), i.Chain[0])
	if err != nil {
		return nil, err
	}
	// What is signed is the set; in the message it is marked as the first optional part.
	set, err := asn1.Marshal(asn1.RawValue{Class: asn1.ClassUniversal, Tag: asn1.TagSet, IsCompound: true, Bytes: attributes})
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(set)
	signature, err := i.Key.Sign(nil, digest[:], crypto.SHA256) // without random bytes ECDSA is that of RFC 6979
	if err != nil {
		return nil, err
	}
	var certificates []byte
	for _, c := range i.Chain {
		certificates = append(certificates, c.Raw...)
	}
	optional := func(b []byte) asn1.RawValue {
		return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: b}
	}
	hash := pkix.AlgorithmIdentifier{Algorithm: oidSHA256}
	data := signedData{
		Version: 1, DigestAlgorithms: []pkix.AlgorithmIdentifier{hash}, Certificates: optional(certificates),
		SignerInfos: []signerInfo{{
			Version: 1, Signer: issuerAndSerial{asn1.RawValue{FullBytes: i.Chain[0].RawIssuer}, i.Chain[0].SerialNumber},
			DigestAlgorithm: hash, SignedAttributes: optional(attributes), SignatureAlgorithm: algorithm, Signature: signature,
		}},
	}
	data.Encapsulated.ContentType = oidData
	inner, err := asn1.Marshal(data)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(contentInfo{oidSignedData, optional(inner)})
}

// signedAttributes are the members of the set, in the order of their bytes, as DER wants it.
func signedAttributes(file []byte, signer *x509.Certificate) ([]byte, error) {
	certificate := sha256.Sum256(signer.Raw)
	var members [][]byte
	for _, a := range []struct {
		kind  asn1.ObjectIdentifier
		value any
	}{
		{oidContentType, oidData}, {oidMessageDigest, file},
		{oidSigningCertificate, signingCertificate{[]certificateHash{{certificate[:]}}}},
	} {
		value, err := asn1.Marshal(a.value)
		if err != nil {
			return nil, err
		}
		member, err := asn1.Marshal(attribute{a.kind, []asn1.RawValue{{FullBytes: value}}})
		if err != nil {
			return nil, err
		}
		members = append(members, member)
	}
	slices.SortFunc(members, bytes.Compare)
	return bytes.Join(members, nil), nil
}

// Room is how many bytes a signature takes at most.
func (i Identity) Room() int {
	const besides = 1024 // attributes, names and numbers
	room := besides + 1024
	for _, c := range i.Chain {
		room += len(c.Raw)
	}
	return room + len(i.Chain[0].RawIssuer)
}
