// Package workflow is the approval engine: the nouns of a case, one file per command, the guards, and the ports it
// needs. Time, ids and random bytes are given to it; it imports neither web, database nor policy libraries.
//
// Read Case and State (what a case is), Facts and Apply (how entries make it), Engine and the commands, then catchUp.
package workflow
