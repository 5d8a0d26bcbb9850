package credential_test

import (
	"bytes"
	"errors"
	"testing"

	"shenpi/workflow/credential"
)

// FuzzParse: whatever the text, it is refused with both sentences, or there is exactly one way to write what was read.
func FuzzParse(f *testing.F) {
	key := keyOf(f, "shenpi-a", 1)
	good := rawOf(certificate(), key)
	f.Add(good.text())
	f.Add("https://office.example.invalid/verify#" + good.showing(0, 2).text())
	f.Add(good.showing().text())
	for i, one := range forgeries(f) {
		if i%97 == 0 {
			f.Add(one.text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := credential.Parse(text)
		var why *credential.Refusal
		switch {
		case err == nil:
			if want := c.Text(); text != want && text[len(text)-len(want)-1:] != "#"+want {
				t.Fatalf("%q is another way to write %q", text, want)
			}
		case c != nil || !errors.As(err, &why) || why.Zh == "" || why.En == "":
			t.Fatalf("neither read nor refused: %v", err)
		}
	})
}

// FuzzOpenList: whatever the bytes, a list is opened only if it is the one that was signed.
func FuzzOpenList(f *testing.F) {
	key := keyOf(f, "shenpi-a", 1)
	keys := keysOf(f, key.public)
	good := listOf(f, key, noon)
	f.Add(good)
	f.Add(twice(good))
	f.Add(good[:len(good)/2])
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := credential.OpenList(b, keys)
		if (err == nil) != bytes.Equal(b, good) || (l == nil) != (err != nil) {
			t.Fatalf("%v", err)
		}
	})
}
