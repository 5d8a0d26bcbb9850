package testserver

import (
	"context"
	"fmt"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3 is how to reach an S3 server. It has no buckets at first; tests that run side by side use one each.
type S3 struct {
	Endpoint  string // host:port, no TLS
	AccessKey string
	SecretKey string
}

// VersityGW gives the versitygw of this test process.
func VersityGW(t testing.TB) S3 {
	t.Helper()
	return theVersityGW(t)
}

// MinIO gives the MinIO of this test process.
func MinIO(t testing.TB) S3 {
	t.Helper()
	return theMinIO(t)
}

var theVersityGW = once(func() (S3, error) {
	return startS3(versityGW, func(path, address, dir string, s S3) *exec.Cmd {
		return exec.Command(path, "--quiet", "--port", address, "--access", s.AccessKey, "--secret", s.SecretKey, "posix", dir)
	})
})

var theMinIO = once(func() (S3, error) {
	return startS3(minIO, func(path, address, dir string, s S3) *exec.Cmd {
		cmd := exec.Command(path, "server", "--quiet", "--address", address, dir)
		cmd.Env = append(cmd.Environ(), "MINIO_ROOT_USER="+s.AccessKey, "MINIO_ROOT_PASSWORD="+s.SecretKey, "MINIO_BROWSER=off", "HOME="+dir)
		return cmd
	})
})

func startS3(o tool, command func(path, address, dir string, s S3) *exec.Cmd) (S3, error) {
	path, err := o.path()
	if err != nil {
		return S3{}, err
	}
	dir, err := folder(o.name, nil)
	if err != nil {
		return S3{}, err
	}
	data, err := folder(o.name+"-data", nil)
	if err != nil {
		return S3{}, err
	}
	s := S3{AccessKey: secret(), SecretKey: secret()}
	address := func(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }
	port, err := launch(plan{
		// Asked to end, they would wait for their clients first; their data is thrown away anyhow.
		name: o.name, dir: dir, ask: syscall.SIGKILL, onDeath: syscall.SIGKILL,
		command: func(port int) *exec.Cmd { return command(path, address(port), data, s) },
		ready:   func(port int) error { return s.lists(address(port)) },
	})
	s.Endpoint = address(port)
	return s, err
}

// lists asks for the buckets, which is more than the health pages of the two servers vouch for: that the keys work.
func (s S3) lists(address string) error {
	client, err := minio.New(address, &minio.Options{
		Creds: credentials.NewStaticV4(s.AccessKey, s.SecretKey, ""), Region: "us-east-1", MaxRetries: 1,
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, err = client.ListBuckets(ctx)
	return err
}
