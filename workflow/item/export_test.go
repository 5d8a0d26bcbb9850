package item

import "reflect"

// HasTitle reports whether a difference in the field can be named.
func HasTitle(f reflect.StructField) bool { _, ok := fieldTitles[f.Name]; return ok }

// IsSaid reports whether a difference says values of the type whole.
func IsSaid(t reflect.Type) bool { return said[t] != nil }

// Again is an item whose definition was altered by hand, with the form it had.
func Again(it *Item) *Item {
	i := Index(it.Definition)
	i.decls.form = it.decls.form
	return i
}
