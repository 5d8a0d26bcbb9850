package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

// etag writes a revision or a hash as a strong entity tag.
func etag(v string) string { return `"` + v + `"` }

func revisionTag(n int64) string { return etag(strconv.FormatInt(n, 10)) }

// ifMatch reads the tag a change has to name: 428 without one.
func (c *call) ifMatch() (string, error) {
	v := strings.TrimSpace(c.gin.GetHeader("If-Match"))
	if v == "" {
		return "", refuse(http.StatusPreconditionRequired, "if_match_required",
			"请在 If-Match 请求头中给出所修改版本的 ETag。", "Send If-Match with the ETag of what you change.").at("If-Match")
	}
	return v, nil
}

// matchRevision reads the revision of If-Match: 412 for what can be none.
func (c *call) matchRevision() (int64, error) {
	v, err := c.ifMatch()
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(strings.Trim(v, `"`), 10, 64)
	if err != nil || revisionTag(n) != v {
		return 0, stale()
	}
	return n, nil
}

func stale() error {
	return &workflow.Error{Kind: workflow.Stale, Code: "stale", Field: "If-Match", Text: item.Text{
		Zh: "内容已在别处修改，请重新载入后再改。", En: "It was changed elsewhere meanwhile; load it again and repeat the change."}}
}
