package workflow

import "fmt"

// UploadPart is how many bytes each part of an upload has but the last, which has what is left. What breaks off in a part
// is sent again from its beginning.
const UploadPart = 8 << 20

// MaxUploads is how many files may be on their way to one draft.
const MaxUploads = 100

// Upload is a file on its way to a material of a draft, named by what its content is said to be: whoever begins it again,
// on whatever device, goes on where it stopped.
type Upload struct {
	Draft    string
	Material string
	SHA256   string // of the whole file
	Name     string
	Size     int64
	Parts    []PartOfUpload // in order, without a gap
}

// PartOfUpload is an object that holds some bytes of an upload.
type PartOfUpload struct {
	Start  int64
	SHA256 string // of the part
	Size   int64
}

// Received is how many bytes are there: where the next part begins.
func (u Upload) Received() int64 {
	if len(u.Parts) == 0 {
		return 0
	}
	last := u.Parts[len(u.Parts)-1]
	return last.Start + last.Size
}

// Wants is how many bytes the part has that begins at a place; none begins there when it is 0.
func (u Upload) Wants(start int64) int64 {
	if start < 0 || start >= u.Size || start%UploadPart != 0 {
		return 0
	}
	return min(UploadPart, u.Size-start)
}

// Takes refuses a part that is not the next one, unless it is there already.
func (u Upload) Takes(p PartOfUpload) (again bool, err *Error) {
	for _, have := range u.Parts {
		if have == p {
			return true, nil
		}
	}
	if p.Start != u.Received() || p.Size != u.Wants(p.Start) {
		return false, refuse(Conflict, "upload_part", fmt.Sprint(u.Received()))
	}
	return false, nil
}

// Whole refuses what has not come in whole.
func (u Upload) Whole() *Error {
	if u.Received() < u.Size {
		return refuse(Conflict, "upload_incomplete", fmt.Sprint(u.Received()), fmt.Sprint(u.Size))
	}
	return nil
}
