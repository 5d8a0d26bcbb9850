// Package attachment makes the files of the sample applications: real PDF, PNG and JPEG
// files that say on their face that they are samples. The same sample always gives the
// same bytes, so that the generated files can be checked.
package attachment

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"shenpi/catalogue"
)

// Make draws one file of a sample in the format its path ends in: .pdf, .png or .jpg.
func Make(s catalogue.Sample, f catalogue.SampleFile) ([]byte, error) {
	switch ext := path.Ext(f.Path); ext {
	case ".pdf":
		lines, err := facts(s, f)
		if err != nil {
			return nil, fmt.Errorf("collect facts of %s: %w", f.Path, err)
		}
		return pdf(lines), nil
	case ".png", ".jpg":
		paper := strings.TrimSuffix(path.Base(f.Path), ext) // differs from file to file, so no two are the same bytes
		caption := []string{"SAMPLE", "NOT A REAL PAPER", strings.ToUpper(paper), s.Key + " " + s.Applicant}
		if f.Requirement == "photo" {
			return portrait("SAMPLE " + s.Key)
		}
		return card(caption, ext, len(f.Name))
	default:
		return nil, fmt.Errorf("make %s: no format %q", f.Path, ext)
	}
}

type project struct {
	Name           string `json:"name"`
	Client         string `json:"client"`
	ContractAmount int64  `json:"contract_amount"`
	SoftwareAmount int64  `json:"software_amount"`
	SignedOn       string `json:"signed_on"`
	AcceptedOn     string `json:"accepted_on"`
}

type year struct {
	Year      int   `json:"year"`
	Assets    int64 `json:"total_assets"`
	Revenue   int64 `json:"revenue"`
	SIRevenue int64 `json:"si_revenue"`
	NetProfit int64 `json:"net_profit"`
}

type form struct {
	Projects struct {
		List []project `json:"list"`
	} `json:"projects"`
	Achievements struct {
		Projects []project `json:"projects"`
	} `json:"achievements"`
	Finance struct {
		Years []year `json:"years"`
	} `json:"finance"`
}

// facts are the lines of a paper: what it is, whose, and, for a contract, an acceptance
// or an audit report, the figures of the form that it proves.
func facts(s catalogue.Sample, f catalogue.SampleFile) ([]string, error) {
	var data form
	if err := json.Unmarshal(s.Form, &data); err != nil {
		return nil, fmt.Errorf("decode form: %w", err)
	}
	title := strings.TrimSuffix(f.Name, path.Ext(f.Name))
	lines := []string{
		title,
		"示例材料，不是真实文件",
		"SAMPLE ONLY, NOT A REAL PAPER",
		"样例编号 " + s.Key + "，材料 " + f.Requirement,
		"申请人统一社会信用代码 " + s.Applicant,
	}
	for _, p := range append(data.Projects.List, data.Achievements.Projects...) {
		if strings.HasSuffix(title, "-"+p.Name) {
			lines = append(lines, "甲方 "+p.Client, fmt.Sprintf("合同额 %d 元，其中软件费用 %d 元", p.ContractAmount, p.SoftwareAmount),
				"签订日期 "+p.SignedOn, "验收日期 "+p.AcceptedOn)
		}
	}
	for _, y := range data.Finance.Years {
		if strings.HasPrefix(title, fmt.Sprint(y.Year)) {
			lines = append(lines, fmt.Sprintf("总资产 %d 元", y.Assets), fmt.Sprintf("营业收入 %d 元", y.Revenue),
				fmt.Sprintf("系统集成收入 %d 元", y.SIRevenue), fmt.Sprintf("净利润 %d 元", y.NetProfit), "审计意见：无保留意见")
		}
	}
	return lines, nil
}
