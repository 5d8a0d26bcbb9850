package handlers

import "net/http"

func (s *Server) healthRoutes() {
	s.openAPIRoute()
	s.raw(endpoint{
		id: "livez", method: http.MethodGet, path: "/livez", summary: "Whether the process runs", tag: "health",
		change: answers200("text/plain"),
	}, func(c *call) error {
		c.gin.String(http.StatusOK, "ok\n")
		return nil
	})
	s.raw(endpoint{
		id: "readyz", method: http.MethodGet, path: "/readyz", summary: "Whether requests can be served", tag: "health",
		change: answers200("text/plain"),
	}, func(c *call) error {
		if err := s.Ready(c); err != nil {
			s.Logger.WarnContext(c, "not ready", "error", err)
			return refuse(http.StatusServiceUnavailable, "not_ready", "服务尚未就绪。", "The service is not ready.")
		}
		c.gin.String(http.StatusOK, "%s", "ok\n"+s.remarks(c))
		return nil
	})
}

// remarks are what whoever runs the service should know, though it is ready.
func (s *Server) remarks(c *call) string {
	said := ""
	for _, w := range s.Warnings {
		said += "warning: " + w.Text.En + "\n"
	}
	if s.Witnesses == nil {
		return said
	}
	list, err := s.Witnesses(c)
	if err != nil {
		s.Logger.WarnContext(c, "how far the witnesses are", "error", err)
		return said + "witnesses: it cannot be told how far they have come\n"
	}
	return said + told(list, s.Now())
}
