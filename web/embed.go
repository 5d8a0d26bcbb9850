// Package web is the portal: what Vite builds of src, and what serves it.
package web

import "embed"

// dist is empty but for one file until the portal is built, so that Go can be built without Node.
//
//go:embed all:dist
var dist embed.FS
