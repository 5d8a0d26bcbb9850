package item

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// reader reads a value tree into a Definition. Every method reports what it refuses and goes on, so that one reading
// finds all faults; what it then returns is only good enough to go on with.
type reader struct {
	*report
	d     *Definition
	nodes int
	names map[string]Position // ids of nodes
	refs  []func()            // names to look up once everything is read
	index *Item               // set then

	labelled map[string]Position // labels not used yet
	joint    []Position          // of the units under legal.joint
}

// fields is a mapping being read. Keys that nobody asked for are unknown.
type fields struct {
	r     *reader
	pos   Position
	at    map[string]entry
	order []entry
	known []string
}

// mapping reads v as a mapping; a nil v, or something else, gives one without keys.
func (r *reader) mapping(v *value) *fields {
	f := &fields{r: r, at: map[string]entry{}}
	if v == nil {
		return f
	}
	if !r.is(v, kindMapping) {
		return f // that it lacks its keys goes without saying
	}
	f.pos = v.pos
	f.order = v.entries
	for _, e := range v.entries {
		f.at[e.key] = e
	}
	return f
}

// get gives the value of a key, nil when it is absent.
func (f *fields) get(key string) *value {
	f.known = append(f.known, key)
	return f.at[key].value
}

// key gives the value of a key of a mapping; nil when it is absent or there is no mapping.
func (v *value) key(name string) *value {
	if v != nil {
		for _, e := range v.entries {
			if e.key == name {
				return e.value
			}
		}
	}
	return nil
}

// need is get for a key that has to be there.
func (f *fields) need(key string) *value {
	v := f.get(key)
	if v == nil && f.pos.Line > 0 {
		f.r.add(f.pos, "missing_key", key)
	}
	return v
}

// done reports the keys nobody asked for.
func (f *fields) done() {
	for _, e := range f.order {
		known := false
		for _, k := range f.known {
			known = known || k == e.key
		}
		switch column, wide, instead := fullWidth(e.key); {
		case known:
		case column > 0:
			f.r.add(e.pos, "yaml_full_width", wide, instead)
		default:
			f.r.add(e.pos, "unknown_key", e.key, strings.Join(f.known, ", "))
		}
	}
}

// is reports a value of the wrong kind.
func (r *reader) is(v *value, want kind) bool {
	if v.kind == want {
		return true
	}
	r.add(v.pos, "wrong_type", kindNames[want], kindNames[v.kind])
	return false
}

var kindNames = map[kind]Text{
	kindNull: {Zh: "空值", En: "nothing"}, kindBool: {Zh: "是非值", En: "true or false"}, kindInt: {Zh: "整数", En: "an integer"},
	kindFloat: {Zh: "小数", En: "a decimal number"}, kindString: {Zh: "文字", En: "text"}, kindMapping: {Zh: "键和值", En: "keys and values"},
	kindSequence: {Zh: "列表", En: "a list"},
}

// str reads text that is not empty.
func (r *reader) str(v *value) string {
	if v == nil || !r.is(v, kindString) {
		return ""
	}
	text := strings.TrimSpace(v.text)
	if text == "" {
		r.add(v.pos, "empty_text")
	}
	return text
}

// bool reads true or false.
func (r *reader) bool(v *value) bool {
	return v != nil && r.is(v, kindBool) && v.text == "true"
}

// int reads an integer between two bounds. Only decimal digits are taken: 010 and 1_000 mean different things to different readers.
func (r *reader) int(v *value, low, high int) int {
	if v == nil || !r.is(v, kindInt) {
		return 0
	}
	n, err := strconv.Atoi(v.text)
	if err != nil || strconv.Itoa(n) != v.text || n < low || n > high {
		r.add(v.pos, "out_of_range", low, high)
		return 0
	}
	return n
}

// list reads a sequence.
func (r *reader) list(v *value) []*value {
	if v == nil || !r.is(v, kindSequence) {
		return nil
	}
	return v.items
}

// entries reads a mapping whose keys are names that the file makes up, in the order written.
func (r *reader) entries(v *value) []entry {
	if v == nil || !r.is(v, kindMapping) {
		return nil
	}
	for _, e := range v.entries {
		r.name(e.key, e.pos)
	}
	return v.entries
}

// strs reads a list of text without repetitions; check is called for each.
func (r *reader) strs(v *value, check func(name string, pos Position)) []string {
	var out []string
	seen := map[string]bool{}
	for _, item := range r.list(v) {
		text := r.str(item)
		if text == "" {
			continue
		}
		if seen[text] {
			r.add(item.pos, "duplicate_name", text)
		}
		seen[text] = true
		check(text, item.pos)
		out = append(out, text)
	}
	return out
}

var (
	namePattern  = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)
	fieldPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$`)
)

// name checks the shape of an id.
func (r *reader) name(name string, pos Position) {
	if !namePattern.MatchString(name) {
		r.add(pos, "bad_id", name)
	}
}

// id reads an id.
func (r *reader) id(v *value) string {
	text := r.str(v)
	if text != "" {
		r.name(text, v.pos)
	}
	return text
}

// text reads {zh, en}. Chinese is the language of the office and always there; en may be absent.
func (r *reader) text(v *value) Text {
	f := r.mapping(v)
	t := Text{Zh: r.str(f.need("zh")), En: r.str(f.get("en"))}
	f.done()
	return t
}

// oneOf reads one of some words.
func (r *reader) oneOf(v *value, words ...string) string {
	text := r.str(v)
	for _, w := range words {
		if text == w {
			return text
		}
	}
	if text != "" {
		r.add(v.pos, "bad_choice", text, strings.Join(words, ", "))
	}
	return text
}

// date reads a day that exists.
func (r *reader) date(v *value) string {
	text := r.str(v)
	if text == "" {
		return ""
	}
	if !dayExists(text) {
		r.add(v.pos, "bad_date", text)
		return ""
	}
	return text
}

func dayExists(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

var sizePattern = regexp.MustCompile(`^([1-9][0-9]{0,6})(KB|MB|GB)$`)

// size reads a size such as 20MB; 1 KB is 1,024 bytes.
func (r *reader) size(v *value) int64 {
	text := r.str(v)
	if text == "" {
		return 0
	}
	m := sizePattern.FindStringSubmatch(text)
	if m == nil {
		r.add(v.pos, "bad_size", text)
		return 0
	}
	n, _ := strconv.ParseInt(m[1], 10, 64) // at most seven digits
	n <<= map[string]int{"KB": 10, "MB": 20, "GB": 30}[m[2]]
	if n > 1<<30 {
		r.add(v.pos, "bad_size", text)
	}
	return n
}

// maxExpression bounds an expression, in runes.
const maxExpression = 4000

// expr reads an expression and keeps where it stands under a key, for the findings of Compile.
func (r *reader) expr(v *value, key string) string {
	text := r.str(v)
	if text == "" {
		return ""
	}
	if utf8.RuneCountInString(text) > maxExpression {
		r.add(v.pos, "expression_too_long", maxExpression)
		return ""
	}
	r.stands(v, key)
	return text
}

// stands keeps where a text stands under a key.
func (r *reader) stands(v *value, key string) {
	if v == nil {
		return
	}
	s := spot{pos: v.pos, text: v.text, block: v.block}
	if v.verbatim {
		s.pos, s.exact = v.begins, true
	}
	r.d.spots[key] = s
}

var (
	placeholder   = regexp.MustCompile(`\{[^{}]*\}`)
	serialPattern = regexp.MustCompile(`^\{n(:0[1-9])?\}$`)
)

// pattern reads the pattern of a certificate number: text with {grade}, {year} and, exactly once, {n} or {n:04}.
func (r *reader) pattern(v *value) string {
	text := r.str(v)
	if text == "" {
		return ""
	}
	serials := 0
	for _, p := range placeholder.FindAllString(text, -1) {
		switch {
		case serialPattern.MatchString(p):
			serials++
		case p != "{grade}" && p != "{year}":
			r.add(v.pos, "bad_pattern", text)
			return text
		}
	}
	if serials != 1 || strings.ContainsAny(placeholder.ReplaceAllString(text, ""), "{}") {
		r.add(v.pos, "bad_pattern", text)
	}
	return text
}

// percent reads a ratio: 0.5 or 50%.
func (r *reader) percent(v *value) int {
	if v == nil {
		return 0
	}
	if v.kind == kindString {
		if digits, ok := strings.CutSuffix(v.text, "%"); ok {
			if n, err := strconv.Atoi(digits); err == nil && n >= 1 && n <= 99 && strconv.Itoa(n) == digits {
				return n
			}
		}
	}
	if v.kind == kindFloat {
		if x, err := strconv.ParseFloat(v.text, 64); err == nil && x > 0 && x < 1 {
			if n := math.Round(x * 100); n >= 1 && math.Abs(x*100-n) < 1e-9 {
				return int(n)
			}
		}
	}
	r.add(v.pos, "bad_ratio")
	return 0
}
