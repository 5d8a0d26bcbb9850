// Package db keeps everything that is not a file in SQLite or PostgreSQL: cases, the trail, tasks, the office, accounts.
// Its rows are its own; the engine sees workflow.Store and the read methods of DB.
//
// Read db.go (opening), queue.go and batch.go (how commands are collected, run in memory and flushed in one
// transaction), flush.go (what a flush writes), merge.go (how entries get into the log), then one file per noun.
package db
