package identity

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
)

// newSecret draws 256 bits and writes them in 43 letters.
func (s *Service) newSecret() (string, error) {
	var b [32]byte
	if _, err := io.ReadFull(s.random, b[:]); err != nil {
		return "", fmt.Errorf("draw a secret: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

// fingerprint is what is stored of a secret. The secret has 256 random bits, so a plain hash cannot be turned back.
func fingerprint(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// CSRF derives the token a page sends with each change from the session token it belongs to; nothing is stored.
func CSRF(token string) string {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("shenpi csrf v1"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// CheckCSRF compares in constant time: nil or ErrCSRF.
func CheckCSRF(token, presented string) error {
	if token == "" || !hmac.Equal([]byte(CSRF(token)), []byte(presented)) {
		return ErrCSRF
	}
	return nil
}
