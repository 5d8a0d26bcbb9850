package handlers_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/handlers"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

func TestHowTheServiceStands(t *testing.T) {
	t.Parallel()
	yes := true
	h := newHouse(t, func(_ *house, d *handlers.Deps) {
		d.Machine = func(context.Context) handlers.Machine {
			return handlers.Machine{Database: "sqlite", Store: "disk", Answers: &yes, Disk: &handlers.Disk{Free: 7, Total: 9}, StoreDisk: &handlers.Disk{Free: 1, Total: 2}}
		}
		d.Jobs = func() []handlers.Job {
			return []handlers.Job{{Name: "render", Every: time.Second, LastAt: begin, Failing: true, Failures: 2, FailedAt: begin, Error: "no connection"}, {Name: "sweep", Every: time.Hour, BeganAt: begin, Late: true}}
		}
		d.Witnesses = func(context.Context) ([]handlers.Cosigned, error) {
			return []handlers.Cosigned{{Witness: "w.example", Size: 3, At: begin}, {Witness: "late.example"}}, nil
		}
		d.Warnings = []workflow.Warning{{Code: "role_right", Text: item.Text{Zh: "角色权限过大", En: "the role may do too much"}}}
	})
	h.work()
	seen := h.as("X2").get("/system").is(http.StatusOK)
	require.Equal(t, true, seen.at("ready"))
	require.Equal(t, "test", seen.text("version"))
	require.Equal(t, map[string]any{"code": "role_right", "zh": "角色权限过大", "en": "the role may do too much"}, seen.at("warnings.0"))
	require.Equal(t, "sqlite", seen.text("machine.database"))
	require.Equal(t, []any{float64(7), float64(1)}, []any{seen.at("machine.disk.free"), seen.at("machine.store_disk.free")})
	require.Equal(t, float64(7), seen.at("unmerged"))
	require.Greater(t, seen.at("log.size"), float64(10))
	require.Equal(t, "2026-11-23T02:00:00.000000Z", seen.text("log.signed_at"))
	require.Equal(t, "late.example", seen.text("witnesses.1.witness"))
	require.Nil(t, seen.at("witnesses.1.cosigned_at"), "nothing yet")
	require.Equal(t, "no connection", seen.text("jobs.0.error"))
	require.Nil(t, seen.at("jobs.1.last_at"), "it has not run yet")
	require.Equal(t, []any{false, true, "2026-11-23T02:00:00.000000Z"}, []any{seen.at("jobs.0.late"), seen.at("jobs.1.late"), seen.at("jobs.1.began_at")})
	require.Equal(t, float64(0), seen.at("refused_documents"))
	require.Equal(t, float64(0), seen.at("dead_deliveries"))
}

func TestWhatCannotBeToldOfTheServiceIsLeftOut(t *testing.T) {
	t.Parallel()
	broken := errors.New("no answer")
	h := newHouse(t, func(_ *house, d *handlers.Deps) {
		d.Ready = func(context.Context) error { return broken }
		d.Lag = func(context.Context) (int, error) { return 0, broken }
		d.Witnesses = func(context.Context) ([]handlers.Cosigned, error) { return nil, broken }
	})
	seen := h.as("X4").get("/system").is(http.StatusOK)
	require.Equal(t, false, seen.at("ready"))
	for _, unknown := range []string{"unmerged", "witnesses", "machine"} {
		require.Nil(t, seen.at(unknown), unknown)
	}
	require.Equal(t, float64(0), seen.at("log.size"), "nothing was signed yet, and that is known")
}

func TestWhatIsAskedOfTheServiceIsAskedAtOnce(t *testing.T) {
	t.Parallel()
	var asked sync.WaitGroup
	asked.Add(3)
	together := func(ctx context.Context) error { // one of these answers only while the others are being asked
		asked.Done()
		all := make(chan struct{})
		go func() {
			asked.Wait()
			close(all)
		}()
		select {
		case <-all:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	h := newHouse(t, func(_ *house, d *handlers.Deps) {
		d.Ready = together
		d.Lag = func(ctx context.Context) (int, error) { return 3, together(ctx) }
		d.Witnesses = func(ctx context.Context) ([]handlers.Cosigned, error) { return nil, together(ctx) }
	})
	seen := h.as("X4").get("/system").is(http.StatusOK)
	require.Equal(t, []any{true, float64(3), []any{}}, []any{seen.at("ready"), seen.at("unmerged"), seen.at("witnesses")})
}
