package tour

import (
	"fmt"
	"net/http"
	"net/url"
)

// draft is an application that is being written.
type draft struct {
	ID    string      `json:"id"`
	Form  form        `json:"form"`
	Files []draftFile `json:"files"`
	tag   string
}

type draftFile struct {
	Material string `json:"material"`
	Name     string `json:"name"`
}

func (t *tour) newDraft(u *user, of map[string]string) draft {
	var d draft
	a := t.send(u, http.MethodPost, "/drafts", of, nil)
	t.expect(a, http.StatusCreated, &d, fmt.Sprintf("begin a draft %v", of))
	d.tag = a.header.Get("ETag")
	return d
}

func (t *tour) upload(u *user, id string, f file) {
	path := fmt.Sprintf("/drafts/%s/files/%s/%s", id, url.PathEscape(f.material), url.PathEscape(f.name))
	t.expect(t.send(u, http.MethodPut, path, f.content, nil), http.StatusCreated, nil, "upload "+f.name)
}

// apply writes an application, has it checked, files it, and files it again with the same key as a browser does that
// never got the answer.
func (t *tour) apply(account string, p paper) *kase {
	u := t.user(account)
	if !t.ok() {
		return nil
	}
	return t.fileDraft(u, t.newDraft(u, map[string]string{"item": p.item}), p)
}

func (t *tour) fileDraft(u *user, d draft, p paper) *kase {
	if !t.ok() {
		return nil
	}
	header := http.Header{"If-Match": {d.tag}}
	a := t.send(u, http.MethodPut, "/drafts/"+d.ID, map[string]any{"form": p.form}, header)
	t.expect(a, http.StatusOK, nil, "save the form")
	for _, f := range p.files {
		t.upload(u, d.ID, f)
	}
	t.check(u, d)
	t.keys++
	header = http.Header{"Idempotency-Key": {fmt.Sprintf("tour-%s-%d", t.run, t.keys)}}
	var first, again done
	t.expect(t.send(u, http.MethodPost, "/cases", map[string]string{"draft": d.ID}, header), http.StatusCreated, &first, "file "+p.item)
	a = t.send(u, http.MethodPost, "/cases", map[string]string{"draft": d.ID}, header)
	t.expect(a, http.StatusCreated, &again, "file "+p.item+" again by the same key")
	if t.ok() && (again.Case != first.Case || a.header.Get("Idempotency-Replayed") != "true") {
		t.fail("filing %s twice by one key made case %s and case %s", p.item, first.Case, again.Case)
	}
	if !t.ok() {
		return nil
	}
	t.receipts = append(t.receipts, first.Receipt)
	t.filed++
	k := &kase{item: p.item, owner: u.id, ID: first.Case}
	t.look(k)
	t.told(u, fmt.Sprintf("files with %d papers", len(p.files)), k, k.result())
	return k
}

// check asks what filing would say, and shows the conditions the form does not meet.
func (t *tour) check(u *user, d draft) {
	var c struct {
		Ready  bool `json:"ready"`
		Fields []struct {
			Field string `json:"field"`
			En    string `json:"en"`
		} `json:"fields"`
		Missing []struct {
			Material string `json:"material"`
		} `json:"missing"`
		Criteria []struct {
			Title      text `json:"title"`
			Holds      bool `json:"holds"`
			Unverified bool `json:"unverified"`
		} `json:"criteria"`
	}
	if !t.expect(t.send(u, http.MethodPost, "/drafts/"+d.ID+"/check", nil, nil), http.StatusOK, &c, "check the draft") {
		return
	}
	if !c.Ready {
		t.fail("the draft of %s is not ready: %v, missing %v", u.id, c.Fields, c.Missing)
	}
	for _, v := range c.Criteria {
		if !v.Holds && !v.Unverified {
			t.sayf("%s  %s: the form does not meet a condition: %s", t.today(), u.who(), v.Title.En)
		}
	}
}
