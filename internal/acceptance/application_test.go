package acceptance_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"shenpi/catalogue"
)

const filed = "si-project-manager" // the item with the fewest papers

// paper is a file of an application.
type paper struct {
	material, name string
	content        []byte
}

// template is the form and one file for each material of the sample P1.
var template = sync.OnceValues(func() (t struct {
	form   json.RawMessage
	papers []paper
}, err error) {
	samples, err := catalogue.Samples()
	if err != nil {
		return t, err
	}
	for _, s := range samples {
		if s.Key != "P1" {
			continue
		}
		t.form = s.Form
		have := map[string]bool{}
		for _, f := range s.Files {
			if have[f.Requirement] {
				continue
			}
			have[f.Requirement] = true
			content, err := fs.ReadFile(catalogue.FS(), f.Path)
			if err != nil {
				return t, err
			}
			t.papers = append(t.papers, paper{f.Requirement, f.Name, content})
		}
		return t, nil
	}
	return t, errors.New("the catalogue has no sample P1")
})

var persons atomic.Int64 // invented so far: each application is about another one

// form is the sample's, about somebody else, filed by the client's enterprise.
func (c *client) form() (map[string]any, error) {
	t, err := template()
	if err != nil {
		return nil, err
	}
	var form map[string]any
	if err := json.Unmarshal(t.form, &form); err != nil {
		return nil, err
	}
	set := func(section string, values map[string]any) {
		for k, v := range values {
			form[section].(map[string]any)[k] = v
		}
	}
	id, birth := identityCard(int(persons.Add(1)))
	set("person", map[string]any{"id_no": id, "birth_on": birth})
	set("employment", map[string]any{"employer_name": c.firm, "employer_credit_code": c.enterprise})
	set("employer_opinion", map[string]any{"signed_on": c.today})
	return form, nil
}

// identityCard invents the n-th number (GB 11643-1999) and its date of birth.
func identityCard(n int) (number, birth string) {
	born := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n/900%3000)
	digits := fmt.Sprintf("520000%s%03d", born.Format("20060102"), 100+n%900)
	sum := 0
	for i := range digits {
		weight := 1 << (17 - i) % 11
		sum += int(digits[i]-'0') * weight
	}
	return digits + string("10X98765432"[sum%11]), born.Format(time.DateOnly)
}

type draftRow struct {
	ID       string
	Revision int64
	Filed    string
	Form     json.RawMessage
	Files    []struct{ Material, SHA256 string }
}

// file writes an application, attaches its papers and files it.
func (j *journal) file(c *client, fresh bool) (string, error) { return j.fileItem(c, filed, fresh) }

func (j *journal) fileItem(c *client, item string, fresh bool) (string, error) {
	draft, papers, err := j.write(c, item, fresh)
	if err != nil {
		return "", err
	}
	d, ok, err := j.command(c, "/cases", map[string]string{"draft": draft})
	if err == nil && !ok {
		err = fmt.Errorf("%s: the application in draft %s was refused", c.id, draft)
	}
	if err != nil {
		return "", err
	}
	j.drafted(draft, d.Case, papers)
	return d.Case, nil
}

// write writes an application and attaches its papers; fresh ones are such that no application has had.
func (j *journal) write(c *client, item string, fresh bool) (draft string, papers map[string]bool, err error) {
	if draft, err = j.draft(c, map[string]string{"item": item}); err != nil {
		return "", nil, err
	}
	if err := c.save(draft); err != nil {
		return "", nil, err
	}
	t, err := template()
	if err != nil {
		return "", nil, err
	}
	papers = map[string]bool{}
	for _, p := range t.papers {
		content := p.content
		if fresh {
			content = append(append([]byte(nil), content...), "\n"+rand.Text()...)
		}
		hash, err := c.upload(draft, p, content)
		if err != nil {
			return "", nil, err
		}
		papers[hash] = true
	}
	return draft, papers, nil
}

// draft begins a draft. It is a command that leaves nothing on the trail: its key makes one draft.
func (j *journal) draft(c *client, of map[string]string) (string, error) {
	a, err := c.call(request{method: http.MethodPost, path: "/drafts", key: rand.Text(), body: of})
	if err != nil {
		return "", err
	}
	var d draftRow
	if err := a.read(&d); err != nil {
		return "", fmt.Errorf("begin a draft: %w", err)
	}
	j.drafted(d.ID, "", nil)
	return d.ID, nil
}

// save stores the form. Repeated after it was stored without an answer, it is told that its revision is old.
func (c *client) save(draft string) error {
	form, err := c.form()
	if err != nil {
		return err
	}
	a, err := c.call(request{method: http.MethodPut, path: "/drafts/" + draft, ifMatch: `"1"`, body: map[string]any{"form": form}})
	if err != nil {
		return err
	}
	var d draftRow
	if a.repeated && a.status == http.StatusPreconditionFailed {
		err = c.fetch("/drafts/"+draft, &d)
	} else {
		err = a.read(&d)
	}
	if err == nil && d.Revision != 2 {
		err = fmt.Errorf("draft %s was saved once and has revision %d", draft, d.Revision)
	}
	return err
}

// upload attaches a file and checks that the answer names its hash.
func (c *client) upload(draft string, p paper, content []byte) (string, error) {
	path := "/drafts/" + draft + "/files/" + p.material + "/" + url.PathEscape(p.name)
	a, err := c.call(request{method: http.MethodPut, path: path, raw: content})
	if err != nil {
		return "", err
	}
	var f struct{ SHA256 string }
	if err := a.read(&f); err != nil {
		return "", fmt.Errorf("attach %s: %w", p.material, err)
	}
	sum := sha256.Sum256(content)
	if want := hex.EncodeToString(sum[:]); f.SHA256 != want {
		return "", fmt.Errorf("the file %s was stored as %s", want, f.SHA256)
	}
	return f.SHA256, nil
}

// supply answers a request for supplements with what was filed.
func (j *journal) supply(c *client, kase string) error {
	a, err := c.call(request{method: http.MethodPost, path: "/drafts", key: rand.Text(), body: map[string]string{"case": kase}})
	if err != nil {
		return err
	}
	if a.status == http.StatusConflict { // withdrawn meanwhile
		return nil
	}
	var d draftRow
	if err := a.read(&d); err != nil {
		return fmt.Errorf("begin an answer: %w", err)
	}
	_, _, err = j.command(c, "/cases/"+kase+"/supply", map[string]string{"draft": d.ID})
	return err
}
