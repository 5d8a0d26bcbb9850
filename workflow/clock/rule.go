package clock

import "shenpi/workflow/calendar"

// RuleTitle says why a day of a sheet counted or not.
func RuleTitle(rule string) calendar.Name { return ruleTitles[rule] }

var ruleTitles = map[string]calendar.Name{
	calendar.RuleWeekday:            {Zh: "工作日", En: "working day"},
	calendar.RuleWeekend:            {Zh: "休息日", En: "weekend"},
	calendar.RuleHoliday:            {Zh: "法定节假日", En: "statutory holiday"},
	calendar.RuleMakeup:             {Zh: "调休上班日", En: "make-up working day"},
	calendar.RuleWeekdayProvisional: {Zh: "工作日（暂计）", En: "working day, provisionally"},
	calendar.RuleWeekendProvisional: {Zh: "休息日（暂计）", En: "weekend, provisionally"},
	calendar.RuleHolidayProvisional: {Zh: "法定节假日（暂计）", En: "statutory holiday, provisionally"},
	RuleStart:                       {Zh: "起算当日不计", En: "the day of the event is not counted"},
	RuleExcluded:                    {Zh: "依法不计入", En: "not counted by law"},
	RuleSuspended:                   {Zh: "中止期间不计入", En: "suspended"},
	RuleHalted:                      {Zh: "停止计算", En: "halted"},
	RuleMoved:                       {Zh: "末日为休息日，顺延", En: "the last day is one of rest: moved"},
	RuleEvent:                       {Zh: "事件当日不计", En: "the day of the event is not counted"},
}
