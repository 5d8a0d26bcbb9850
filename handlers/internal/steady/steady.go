// Package steady writes answers that take long. A server ends a request after a fixed time, which bounds what a client that
// reads nothing can hold; a large download over a slow line is cut by it too. Here an answer goes on as long as it progresses.
package steady

import (
	"errors"
	"io"
	"net/http"
	"time"
)

const (
	pieceSize = 64 << 10
	// PieceTimeout is how long a client may take for 64 KiB; about 500 bytes a second.
	PieceTimeout = 2 * time.Minute
)

// Writer writes the body of an answer, each piece of it with a deadline of its own.
func Writer(w http.ResponseWriter) io.Writer { return writer{w, http.NewResponseController(w)} }

type writer struct {
	to      io.Writer
	control *http.ResponseController
}

func (w writer) Write(b []byte) (n int, err error) {
	for err == nil && n < len(b) {
		if err = supported(w.control.SetWriteDeadline(time.Now().Add(PieceTimeout))); err != nil {
			break
		}
		var wrote int
		wrote, err = w.to.Write(b[n:min(n+pieceSize, len(b))])
		n += wrote
	}
	return n, err
}

// supported forgives an answer that is not on a connection: it has no deadlines to extend.
func supported(err error) error {
	if errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	return err
}
