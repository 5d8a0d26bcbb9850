package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/handlers"
)

const year2027 = `{
  "year": 2027,
  "source": "国办发明电〔2026〕示例号",
  "holidays": [
    {"date": "2027-01-01", "name": {"zh": "元旦", "en": "New Year"}}
  ],
  "makeup": []
}`

func (c *client) check(text string) *answer {
	c.h.t.Helper()
	return c.raw(http.MethodPost, api+"/calendars/check", "text/plain", []byte(text))
}

func TestAYearIsCheckedBeforeItIsLoaded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	h.decides("U1", id, "acceptance", "accept")
	admin := h.as("X2")
	require.Equal(t, float64(2027), admin.get("/calendars").is(http.StatusOK).at("wanted"), "it is November")

	wrong := admin.check(strings.Replace(year2027, "2027-01-01", "2027-13-01", 1)).is(http.StatusOK)
	require.Equal(t, float64(5), wrong.at("findings.0.line"))
	require.Equal(t, "calendar_bad_date", wrong.text("findings.0.code"))
	require.NotEmpty(t, wrong.text("findings.0.zh"))
	require.Nil(t, wrong.at("year"))

	same := admin.check(year2027).is(http.StatusOK)
	require.Empty(t, same.at("findings"))
	require.Equal(t, float64(2027), same.at("year.year"))
	require.Equal(t, []any{float64(1), float64(1)}, []any{same.at("open"), same.at("counted")})
	require.Empty(t, same.at("moves"), "the case ends before the year begins")

	moved := strings.NewReplacer("2027-01-01", "2026-12-03", "2027", "2026").Replace(year2027)
	seen := admin.check(moved).is(http.StatusOK)
	require.Equal(t, "si-qualification", seen.text("moves.0.item"))
	require.Equal(t, float64(1), seen.at("moves.0.cases"))
	require.Greater(t, seen.text("moves.0.to"), seen.text("moves.0.from"))
	due := h.as("A1").get("/cases/" + id).text("due_on")
	require.Contains(t, string(seen.body), `"from":"`+due+`"`, "the limit of the law moves, but nothing was stored")
	require.Equal(t, due, h.as("A1").get("/cases/"+id).text("due_on"))

	admin.check(strings.Repeat(" ", 1<<20+1)).problem(http.StatusRequestEntityTooLarge, "body_too_large")
	require.Equal(t, "calendar_bad_json", admin.check("").is(http.StatusOK).text("findings.0.code"))
}

// TestOfManyOpenCasesTheNewestAreCounted: whatever they have come to.
func TestOfManyOpenCasesTheNewestAreCounted(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(_ *house, d *handlers.Deps) { d.MaxCounted = 2 })
	for i, accepted := range []bool{false, true, true} {
		h.clock.set(begin.Add(time.Duration(i) * time.Minute))
		id := h.as("A1").filed(sample(t, "S1"))
		if accepted {
			h.decides("U1", id, "acceptance", "accept")
		}
	}
	moved := strings.NewReplacer("2027-01-01", "2026-11-25", "2027", "2026").Replace(year2027)
	seen := h.as("X2").check(moved).is(http.StatusOK)
	require.Equal(t, []any{float64(3), float64(2)}, []any{seen.at("open"), seen.at("counted")})
	require.NotEmpty(t, seen.at("moves"))
	for _, m := range seen.at("moves").([]any) {
		require.Equal(t, float64(2), m.(map[string]any)["cases"], "both that were accepted, and not the one before them: %v", m)
	}
}

func TestAYearDayByDay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	year := h.as("A1").get("/calendars/2026").is(http.StatusOK)
	require.Len(t, year.at("days"), 365)
	require.Equal(t, true, year.at("loaded"))
	require.Equal(t, "holiday", year.text("days.0.rule"))
	require.Equal(t, "元旦", year.text("days.0.name.zh"))
	require.Greater(t, year.at("workdays"), float64(240))
	require.Less(t, year.at("workdays"), float64(260))
	later := h.as("A1").get("/calendars/2028").is(http.StatusOK)
	require.Len(t, later.at("days"), 366)
	require.Equal(t, false, later.at("loaded"))
	require.Equal(t, "statutory_holiday_provisional", later.text("days.0.rule"))

	h.clock.set(time.Date(2026, 10, 31, 2, 0, 0, 0, time.UTC))
	require.Nil(t, h.as("A1").get("/calendars").at("wanted"), "the announcement comes in November")
}
