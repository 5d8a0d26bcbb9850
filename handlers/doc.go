// Package handlers is the API: the URL table, what goes over the wire, problem+json and the OpenAPI document. It binds a
// request, checks who asks and whether they may know of the thing, calls the engine, and answers; no rule of approval is
// decided here.
//
// Read server.go (what it is made of), ports.go (what it needs), operation.go (how a route is declared), then the file
// of a noun.
package handlers
