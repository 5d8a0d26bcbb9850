package workflow

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"strconv"
	"strings"

	"shenpi/workflow/item"
)

var (
	numberPart = regexp.MustCompile(`\{([a-z][a-z0-9_.]*)(?::0([1-9]))?\}`)
	serialPart = regexp.MustCompile(`\{n(?::0[1-9])?\}`)
)

// fillNumber fills a pattern such as SL-SIQ{grade}-{year}-{n:04}. What there is no value for stays as it is.
func fillNumber(pattern string, values map[string]string) string {
	return numberPart.ReplaceAllStringFunc(pattern, func(part string) string {
		m := numberPart.FindStringSubmatch(part)
		s, known := values[m[1]]
		if !known {
			return part
		}
		if width, err := strconv.Atoi(m[2]); err == nil && len(s) < width {
			s = strings.Repeat("0", width-len(s)) + s
		}
		return s
	})
}

// documentNumber is the 文号: by the pattern of the item, gapless over all that is printed alike but for the serial.
func (c *command) documentNumber(kind string, year int) (string, error) {
	code := cmp.Or(c.item.Phrases["agency_code"], c.Office.Code(c.state.Authority), c.state.Authority)
	if c.looking {
		return "", nil
	}
	values := numberValues(c.item, code, kind, year)
	pattern := c.item.NumberPattern()
	n, err := c.tx.Next(documentCounter(pattern, values))
	if err != nil {
		return "", err
	}
	values["n"] = strconv.FormatInt(n, 10)
	return fillNumber(pattern, values), nil
}

// numberValues are what a pattern of document numbers may name, but for the serial.
func numberValues(it *item.Item, code, kind string, year int) map[string]string {
	values := map[string]string{}
	maps.Copy(values, it.Phrases)
	values["agency_code"], values["kind"], values["year"] = code, kind, strconv.Itoa(year)
	return values
}

// documentCounter is the serial that a number takes: one for each text around it, so that no two numbers are the same,
// whichever items and patterns they are of.
func documentCounter(pattern string, values map[string]string) string {
	printed := fillNumber(serialPart.ReplaceAllString(pattern, "{n}"), values)
	if printed == fillNumber(item.UsualNumber, values) {
		return fmt.Sprintf("document/%s/%s/%s", values["agency_code"], values["kind"], values["year"])
	}
	return "document/" + printed
}
