package testserver

import (
	"fmt"
	"os"
	"path/filepath"
)

// tool is a program that make tools builds from source, outside the checkout.
type tool struct{ name, version string }

// As in scripts/tools.sh.
var (
	versityGW = tool{"versitygw", "v1.8.0"}
	minIO     = tool{"minio", "v0.0.0-20260212201848-7aac2a2c5b7c"}
)

func (o tool) path() (string, error) {
	cache, err := toolCache()
	if err != nil {
		return "", err
	}
	path := filepath.Join(cache, o.name+"-"+o.version, o.name)
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%s %s is not in %s: run make tools", o.name, o.version, cache)
	}
	return path, nil
}

func toolCache() (string, error) {
	if dir := os.Getenv("SHENPI_TOOLS"); dir != "" {
		return dir, nil
	}
	dir, err := os.UserCacheDir() // XDG_CACHE_HOME, else ~/.cache
	if err != nil {
		return "", fmt.Errorf("find the folder of the tools: %w", err)
	}
	return filepath.Join(dir, "shenpi", "tools"), nil
}
