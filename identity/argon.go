package identity

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

const (
	saltLength = 16
	keyLength  = 32
)

// Cost is the work of one argon2id computation.
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
	Threads   uint8
}

// DefaultCost takes 64 MiB and about a quarter of a second.
func DefaultCost() Cost { return Cost{MemoryKiB: 64 * 1024, Passes: 3, Threads: 1} }

// The bounds keep a spoilt row from taking the machine down.
func (c Cost) validate() error {
	if c.Threads < 1 || c.Passes < 1 || c.Passes > 16 || c.MemoryKiB < 8*uint32(c.Threads) || c.MemoryKiB > 1<<20 {
		return fmt.Errorf("argon2id cost out of bounds: m=%d,t=%d,p=%d", c.MemoryKiB, c.Passes, c.Threads)
	}
	return nil
}

// phc is a password hash in the PHC string format: $argon2id$v=19$m=65536,t=3,p=1$salt$key.
type phc struct {
	cost Cost
	salt []byte
	key  []byte
}

var errPHC = errors.New("the stored password hash is not an argon2id PHC string")

func (h phc) String() string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, h.cost.MemoryKiB, h.cost.Passes, h.cost.Threads, b64(h.salt), b64(h.key))
}

func parsePHC(encoded string) (phc, error) {
	fields := strings.Split(encoded, "$")
	if len(fields) != 6 || fields[0] != "" || fields[1] != "argon2id" || fields[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return phc{}, errPHC
	}
	var h phc
	if _, err := fmt.Sscanf(fields[3], "m=%d,t=%d,p=%d", &h.cost.MemoryKiB, &h.cost.Passes, &h.cost.Threads); err != nil {
		return phc{}, errPHC
	}
	if err := h.cost.validate(); err != nil {
		return phc{}, err
	}
	var err1, err2 error
	h.salt, err1 = base64.RawStdEncoding.Strict().DecodeString(fields[4])
	h.key, err2 = base64.RawStdEncoding.Strict().DecodeString(fields[5])
	if err1 != nil || err2 != nil || len(h.salt) < 8 || len(h.key) != keyLength || h.String() != encoded {
		return phc{}, errPHC
	}
	return h, nil
}

func (h phc) derive(password string) []byte {
	return argon2.IDKey([]byte(password), h.salt, h.cost.Passes, h.cost.MemoryKiB, h.cost.Threads, keyLength)
}

func (h phc) matches(password string) bool {
	return subtle.ConstantTimeCompare(h.derive(password), h.key) == 1
}
