package db

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"gorm.io/gorm/clause"
)

const (
	cursorKey   = "cursor_key"
	placeKey    = "place_key"
	maxPage     = 200
	defaultPage = 50
)

// pageSize is a wish for rows within bounds.
func pageSize(wish int) int {
	if wish <= 0 {
		return defaultPage
	}
	return min(wish, maxPage)
}

// loadSecrets reads the key that cursors are sealed with and the one that places are scattered with. All replicas share them.
func (d *DB) loadSecrets(ctx context.Context) error {
	fresh := []settingRow{{Key: cursorKey, Value: rand.Text() + rand.Text()}, {Key: placeKey, Value: rand.Text() + rand.Text()}}
	if err := d.write.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&fresh).Error; err != nil {
		return fmt.Errorf("make the secrets of the database: %w", err)
	}
	cursors, err := d.Setting(ctx, cursorKey)
	if err != nil {
		return err
	}
	places, err := d.Setting(ctx, placeKey)
	d.cursors, d.places = []byte(cursors), sha256.Sum256([]byte(places))
	return err
}

// PlaceSecret scatters the places of certificates; see credential.PlaceOf. It never changes.
func (d *DB) PlaceSecret() [32]byte { return d.places }

// cursor seals where a list goes on. A cursor of one list is not valid in another.
func (d *DB) cursor(list string, at any) string {
	text, err := json.Marshal(at)
	if err != nil {
		panic(err) // places are structs of numbers and strings
	}
	return base64.RawURLEncoding.EncodeToString(append(d.seal(list, text), text...))
}

const sealSize = 16

func (d *DB) seal(list string, text []byte) []byte {
	h := hmac.New(sha256.New, d.cursors)
	h.Write([]byte(list + "\x00"))
	h.Write(text)
	return h.Sum(nil)[:sealSize]
}

// after reads a cursor into at; it is false for the first page.
func (d *DB) after(cursor, list string, at any) (bool, error) {
	if cursor == "" {
		return false, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(b) < sealSize || !hmac.Equal(b[:sealSize], d.seal(list, b[sealSize:])) {
		return false, badCursor()
	}
	read := json.NewDecoder(bytes.NewReader(b[sealSize:]))
	read.DisallowUnknownFields()
	if err := read.Decode(at); err != nil {
		return false, badCursor()
	}
	return true, nil
}
