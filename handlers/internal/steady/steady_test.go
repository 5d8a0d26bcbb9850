package steady_test

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/handlers/internal/steady"
)

// wire is a listener whose connections are pipes, so that the clock of a bubble is theirs.
type wire struct {
	accept chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newWire() *wire { return &wire{accept: make(chan net.Conn), closed: make(chan struct{})} }

func (w *wire) Accept() (net.Conn, error) {
	select {
	case c := <-w.accept:
		return c, nil
	case <-w.closed:
		return nil, net.ErrClosed
	}
}

func (w *wire) Close() error   { w.once.Do(func() { close(w.closed) }); return nil }
func (w *wire) Addr() net.Addr { return &net.UnixAddr{Name: "wire", Net: "pipe"} }

// patience is how long the server gives a request and its answer.
const patience = 10 * time.Minute

// asked has a server answer, and gives the connection of a client that asked, with what the handler ended with.
func asked(t *testing.T, answer func(w http.ResponseWriter, r *http.Request) error) (client net.Conn, ended chan error, stop func()) {
	t.Helper()
	ended = make(chan error, 1)
	w := newWire()
	server := &http.Server{ReadTimeout: patience, WriteTimeout: patience, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := answer(w, r)
		if err == nil {
			err = r.Context().Err()
		}
		ended <- err
	})}
	go func() { _ = server.Serve(w) }()
	client, far := net.Pipe()
	w.accept <- far
	_, err := client.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
	require.NoError(t, err)
	return client, ended, func() {
		require.NoError(t, client.Close())
		require.NoError(t, server.Close())
	}
}

// piece is more than one deadline is good for.
var piece = bytes.Repeat([]byte("x"), 200<<10)

// slowly writes for an hour, with pauses longer than any piece may take.
func slowly(to io.Writer) error {
	for range 20 {
		time.Sleep(3 * time.Minute)
		if _, err := to.Write(piece); err != nil {
			return err
		}
	}
	return nil
}

func TestAnAnswerThatGoesOnIsNotCut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, ended, stop := asked(t, func(w http.ResponseWriter, _ *http.Request) error { return slowly(steady.Writer(w)) })
		defer stop()
		began := time.Now()
		body, err := io.ReadAll(client)
		require.NoError(t, err)
		require.NoError(t, <-ended, "nor is its request over")
		require.Equal(t, 20*len(piece), bytes.Count(body, []byte("x"))-1, "the x of the header is not counted")
		require.Equal(t, time.Hour, time.Since(began))
	})
}

func TestWithoutItTheAnswerIsCut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, ended, stop := asked(t, func(w http.ResponseWriter, _ *http.Request) error { return slowly(w) })
		defer stop()
		_, err := io.Copy(io.Discard, client)
		require.NoError(t, err)
		require.Error(t, <-ended)
	})
}

func TestAClientThatReadsNothingIsLetGo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, ended, stop := asked(t, func(w http.ResponseWriter, _ *http.Request) error {
			_, err := steady.Writer(w).Write(make([]byte, 1<<20))
			return err
		})
		defer stop()
		_, err := io.ReadFull(client, make([]byte, 300<<10)) // and then no more
		require.NoError(t, err)
		began := time.Now()
		require.Error(t, <-ended)
		require.Equal(t, steady.PieceTimeout, time.Since(began))
	})
}

func TestWhatIsNoConnectionHasNoDeadlines(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	n, err := steady.Writer(w).Write(piece)
	require.NoError(t, err)
	require.Equal(t, len(piece), n)
	require.Equal(t, piece, w.Body.Bytes())
}
