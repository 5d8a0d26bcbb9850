//go:build race

package handlers_test

const underRace = true
