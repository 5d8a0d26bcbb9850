// Package storagetest is the contract every storage backend has to keep, written once and run against each of them. A
// backend's own test file only opens the backend: databases begin with Run, stores of attachments with Objects.
package storagetest

import (
	"testing"

	"shenpi/storage/db"
)

// Opener gives a handle on the test's database, freshly migrated on the first call. Every call of it in one test is
// another handle on the same database, as another replica would have; all are closed when the test ends.
type Opener func(t *testing.T) func() *db.DB

// Run runs the whole contract of a database; office.go has the commands the tests give.
func Run(t *testing.T, open Opener) {
	for _, group := range []map[string]func(*testing.T, Opener){
		commandTests, keyTests, sharedTests, trailTests, mergeTests, listTests, draftTests, checkTests, callTests, certificateTests, registerTests, noticeTests, keptTests, publicTests, paperTests, uploadTests,
	} {
		for name, test := range group {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, open)
			})
		}
	}
}
