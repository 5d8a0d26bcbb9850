package identity

import "strings"

// families are what browsers call themselves, those first that also claim to be a later one.
var families = []struct{ mark, name string }{
	{"MicroMessenger/", "WeChat"}, {"DingTalk/", "DingTalk"}, {"Edg", "Edge"}, {"OPR/", "Opera"}, {"QQBrowser/", "QQ Browser"}, {"UCBrowser/", "UC Browser"},
	{"HuaweiBrowser/", "Huawei Browser"}, {"MiuiBrowser/", "Mi Browser"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
	{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
}

// systems are what they run on, in the same order.
var systems = []struct{ mark, name string }{
	{"OpenHarmony", "HarmonyOS"}, {"HarmonyOS", "HarmonyOS"}, {"Windows", "Windows"}, {"Android", "Android"}, {"iPhone", "iOS"}, {"iPad", "iOS"}, {"Macintosh", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
}

// BrowserOf says in words from what somebody signed in: its family and its system, which people tell their own sessions by. The
// whole of what a browser sends would tell one visitor from the others, and is not kept. What is no browser is empty.
func BrowserOf(userAgent string) string {
	var of []string
	for _, f := range families {
		if strings.Contains(userAgent, f.mark) {
			of = append(of, f.name)
			break
		}
	}
	if of == nil {
		return ""
	}
	for _, s := range systems {
		if strings.Contains(userAgent, s.mark) {
			of = append(of, s.name)
			break
		}
	}
	return strings.Join(of, ", ")
}
