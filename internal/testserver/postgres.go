package testserver

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Postgres gives the address of a fresh, empty database on the PostgreSQL server of this test process, as a
// postgres:// URL. It is dropped when t ends. The server writes through to the disk (fsync is on), as in use.
func Postgres(t testing.TB) string {
	t.Helper()
	p := thePostgres(t)
	name, err := p.create()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.run("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("drop the database: %v", err)
		}
	})
	return p.dsn(p.port, name)
}

// PostgresOwner gives the address by which the superuser reaches a database of the server of this test process.
func PostgresOwner(t testing.TB, database string) string {
	t.Helper()
	p := thePostgres(t)
	return p.dsn(p.port, database)
}

type postgres struct {
	password string
	port     int

	mu      sync.Mutex // copying the template is one after another anyway
	created int
}

const superuser = "shenpi"

var thePostgres = once(startPostgres)

func startPostgres() (*postgres, error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	as, err := credential("postgres")
	if err != nil {
		return nil, err
	}
	dir, err := folder("postgres", as)
	if err != nil {
		return nil, err
	}
	p := &postgres{password: secret()}
	data := filepath.Join(dir, "data")
	if err := p.initDB(bin, dir, data, as); err != nil {
		return nil, err
	}
	p.port, err = launch(plan{
		name: "postgres", dir: dir, as: as,
		ask:     syscall.SIGINT,  // fast shutdown: does not wait for clients
		onDeath: syscall.SIGQUIT, // immediate shutdown, which still frees its shared memory
		command: func(port int) *exec.Cmd {
			return exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-p", strconv.Itoa(port),
				"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="+dir, "-c", "max_connections=300",
				"-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "timezone=UTC")
		},
		ready: func(port int) error { return p.runOn(port, "SELECT 1") },
	})
	return p, err
}

// postgresBin finds the newest server that Debian installed, else the one on the path.
func postgresBin() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil {
		return "", err
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(strings.Split(path, "/")[4]) // what is no number is older than all
		return n
	}
	if len(found) > 0 {
		newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
		return filepath.Dir(newest), nil
	}
	path, err := exec.LookPath("postgres")
	if err != nil {
		return "", fmt.Errorf("no PostgreSQL server found: run make tools")
	}
	return filepath.Dir(path), nil
}

func (p *postgres) initDB(bin, dir, data string, as *syscall.Credential) error {
	password := filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte(p.password), 0o600); err != nil {
		return fmt.Errorf("write the database password: %w", err)
	}
	if as != nil {
		if err := os.Chown(password, int(as.Uid), int(as.Gid)); err != nil {
			return fmt.Errorf("write the database password: %w", err)
		}
	}
	cmd := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", superuser, "--pwfile="+password,
		"--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w; it said:\n%s", err, said)
	}
	return nil
}

func (p *postgres) create() (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.created++
	name := fmt.Sprintf("test_%d", p.created)
	if err := p.run("CREATE DATABASE " + name + " TEMPLATE template0"); err != nil {
		return "", fmt.Errorf("create the database: %w", err)
	}
	return name, nil
}

func (p *postgres) dsn(port int, database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(superuser, p.password),
		Host: fmt.Sprintf("127.0.0.1:%d", port), Path: "/" + database, RawQuery: "sslmode=disable",
	}
	return u.String()
}

func (p *postgres) run(statement string) error { return p.runOn(p.port, statement) }

func (p *postgres) runOn(port int, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, p.dsn(port, "postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, statement)
	return err
}

// PostgresRole makes a role without any rights, its name beginning with a prefix, and gives the name and the address by which it
// reaches a database of Postgres. It goes with the server.
func PostgresRole(t testing.TB, prefix, database string) (name, dsn string) {
	t.Helper()
	p := thePostgres(t)
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	name = prefix + strings.TrimPrefix(u.Path, "/")
	if err := p.run("CREATE ROLE " + name + " LOGIN PASSWORD '" + p.password + "'"); err != nil {
		t.Fatalf("make a role: %v", err)
	}
	u.User = url.UserPassword(name, p.password)
	return name, u.String()
}

// PostgresCopy copies a database of Postgres, which may be in use, by pg_dump and pg_restore to another one, in place of what that has.
func PostgresCopy(t testing.TB, database, to string) {
	t.Helper()
	dump := filepath.Join(t.TempDir(), "dump")
	bin, err := postgresBin()
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{
		{"pg_dump", "--format=custom", "--compress=0", "--file=" + dump, "--dbname=" + database},
		{"pg_restore", "--exit-on-error", "--single-transaction", "--clean", "--if-exists", "--dbname=" + to, dump},
	} {
		if said, err := exec.Command(filepath.Join(bin, command[0]), command[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v; it said:\n%s", command[0], err, said)
		}
	}
	if err := os.Remove(dump); err != nil {
		t.Fatal(err)
	}
}
