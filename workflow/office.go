package workflow

import (
	"encoding/json"
	"time"

	"shenpi/workflow/item"
)

// Unit is an organisation of the office's unit tree.
type Unit struct {
	ID     string    `json:"id"`
	Parent string    `json:"parent,omitempty"`
	Title  item.Text `json:"title"`
	Code   string    `json:"code,omitempty"` // 机关代字: what its document numbers begin with
}

// Person is somebody who acts: an officer, an expert, an administrator, or one who files for an enterprise.
type Person struct {
	ID             string `json:"id"`
	Name           string `json:"name"`
	Unit           string `json:"unit,omitempty"`
	Post           string `json:"post,omitempty"`
	Enterprise     string `json:"enterprise,omitempty"` // credit code; only of those who file for one
	EnterpriseName string `json:"enterprise_name,omitempty"`
	Disabled       bool   `json:"disabled,omitempty"`
	Revision       int64  `json:"revision"`
}

// Appointment gives a person a role in a unit; it holds in the units below it too.
type Appointment struct {
	Person string `json:"person"`
	Role   string `json:"role"`
	Unit   string `json:"unit"`
}

// Unappoint takes an appointment away.
type Unappoint struct{ Appointment }

// PublishedItem is one immutable version of a service item as published.
type PublishedItem struct {
	Item        string
	Version     int
	Hash        string
	Source      []byte            // the YAML file
	Files       map[string][]byte // the forms it names, by path
	PublishedAt time.Time
	PublishedBy string
	Open        string // "" takes filings, "closed" does not
}

// CalendarYear is one loaded year of the working-day calendar.
type CalendarYear struct {
	Year int
	Data []byte
}

// CalendarVersion is a whole calendar by which days were once counted.
type CalendarVersion struct {
	Hash string
	Data []byte // see calendar.Read
}

// Draft is an application that is being written, or the answer to a request for supplements (Case set).
type Draft struct {
	ID        string          `json:"id"`
	Item      string          `json:"item"`
	Version   int             `json:"version"`
	Case      CaseID          `json:"case,omitempty"`
	Owner     string          `json:"owner"` // credit code of the enterprise
	By        string          `json:"by"`
	Form      json.RawMessage `json:"form"`
	Files     []File          `json:"files"`
	Revision  int64           `json:"revision"`
	UpdatedAt time.Time       `json:"updated_at"`
	Filed     CaseID          `json:"filed,omitempty"` // the case it became; then it changes no more
	Desk      string          `json:"desk,omitempty"`  // the unit whose window types in papers brought to it; empty: the enterprise writes
	Opens     bool            `json:"opens,omitempty"` // officers of that unit write it to open a case of their own motion
}

// File is an attachment put to a material of an application.
type File struct {
	Material  string    `json:"material"`
	Name      string    `json:"name"`
	SHA256    string    `json:"sha256"`
	Size      int64     `json:"size"`
	MediaType string    `json:"media_type"`
	AddedAt   time.Time `json:"added_at"`
	By        string    `json:"by"`
}
