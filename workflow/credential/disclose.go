package credential

// Disclose makes the credential that shows some fields and of the others only salted hashes: the same signature stands under
// it, and what is hidden cannot be found by trying, since the salts of hidden fields are not in it. Fields that were hidden
// already cannot be shown: the error is a *Refusal. Showing all gives the credential itself.
func (c *Credential) Disclose(show ...Field) (*Credential, error) {
	d := *c
	d.shown = 0
	for _, f := range show {
		if c.shown>>f&1 == 0 {
			return nil, refuse(CodeHidden, f.String())
		}
		d.shown |= 1 << f
	}
	if d.Whole() {
		return &d, nil
	}
	d.seed = Seed{}
	for i := range fields {
		if d.shown>>i&1 == 0 {
			d.values[i], d.salts[i] = "", [saltSize]byte{}
		}
	}
	return &d, nil
}
