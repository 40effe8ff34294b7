package import Certificates

extension RegistryFault {
    /// One sentence that says why the registry refuses.
    package var text: Text {
        switch self {
        case .malformed(let what): Text("\(what) has another form", "\(what) 格式不符")
        case .invalid(let member, let reason): Text("\(member): \(reason)", "\(member)：\(reason)")
        case .unknown(let table, let id):
            Text("there is no \(id) among \(table.text.en)", "\(table.text.zh)中没有 \(id)")
        case .exists(let table, let id):
            Text("\(id) is among \(table.text.en) already", "\(table.text.zh)中已有 \(id)")
        case .twice(let what): Text("\(what) stands twice", "\(what) 重复")
        case .notOwner(let id): Text("\(id) belongs to another account", "\(id) 属于其他账户")
        case .notIssuer: Text("only the issuer's account does this", "只有签发方账户可以执行")
        case .fourEyes(let person):
            Text(
                "\(person) proposed it; another person approves", "\(person) 为提议人，须由另一人批准")
        case .state(let id, let state): Text("\(id) is \(state)", "\(id) 的状态为 \(state)")
        case .reservation(let id):
            Text(
                "\(id) is reserved for something else, or its reservation has run out",
                "\(id) 已为他用预留，或预留已到期")
        case .sum(let id, let whole, let parts):
            Text(
                "the parts of \(id) sum to \(parts), the whole is \(whole)",
                "\(id) 各部分之和为 \(parts)，整体为 \(whole)")
        case .overlap(let id, let other):
            Text("\(id) shares time with \(other)", "\(id) 与 \(other) 时间重叠")
        case .revision(let id, let expected):
            Text(
                "the next revision of \(id) is \(expected)", "\(id) 的下一修订号应为 \(expected)")
        case .rotation(let fault):
            Text("the change of the issuer's key: ", "更换签发方密钥：") + fault.text
        case .statusIndex(let expected):
            Text(
                "the next place in the status list is \(expected); ask again",
                "状态列表的下一位置为 \(expected)，请重试")
        case .exceedsMeter(let site, let hour, let metered, let certified):
            Text(
                "\(site) at \(hour.text): \(metered) Wh metered, \(certified) Wh would be certified",
                "\(site) \(hour.text)：计量 \(metered) Wh，将认证 \(certified) Wh")
        case .exceedsTokens(let product, let site, let hour):
            Text(
                "\(product) at \(site), \(hour.text): more tokens than were counted",
                "\(product) 在 \(site) \(hour.text)：超过已计词元数")
        case .correction(let certificates):
            Text(
                "the correction leaves less than is certified; to be revoked with it: "
                    + certificates.joined(separator: ", "),
                "更正后低于已认证量；须同时撤销：" + certificates.joined(separator: "、"))
        case .conflict(let request):
            Text(
                "the request id \(request) came before with another request",
                "请求号 \(request) 已用于另一请求")
        case .documentMissing(let digest):
            Text("the signed document \(digest) did not come with it", "未附签名文档 \(digest)")
        case .tooLarge(let what): Text("\(what) is too large", "\(what) 过大")
        case .damaged(let what): Text("damaged: \(what)", "数据损坏：\(what)")
        case .unreadable: Text("the registry cannot be read now", "暂时无法读取登记簿")
        }
    }
}

extension RotationFault {
    /// Why a change of keys does not count.
    package var text: Text {
        switch self {
        case .member("rotation"):
            Text(
                "it is not signed by the key in use and by the next one",
                "未由在用密钥与新密钥共同签名")
        case .member(let name): Text("\(name) has another form", "\(name) 格式不符")
        case .issuer(let id): Text("it is of another issuer than \(id)", "并非签发方 \(id) 的更换")
        case .notInUse: Text("the retiring key is not the one in use", "停用的并非在用密钥")
        case .usedBefore: Text("the next key has been the issuer's before", "新密钥曾被使用过")
        case .time:
            Text(
                "its time is not that of the request, or not after the last change",
                "其时刻与请求不符，或不晚于上次更换")
        case .signature: Text("one of the two signatures does not hold", "两个签名之一不成立")
        case .tooManyKeys: Text("the issuer has no room for another key", "签发方密钥数已达上限")
        }
    }
}

extension RotationProof.Fault {
    /// Why a proof shows no change of keys.
    package var text: Text {
        switch self {
        case .proof(let fault): fault.text
        case .entry:
            Text(
                "its log entry is no change of keys that both keys have signed",
                "其日志记录不是由两把密钥共同签名的密钥更换")
        case .rotation(let fault): fault.text
        }
    }
}

extension RegistryTable {
    /// What the table holds.
    var text: Text {
        switch self {
        case .accounts: Text("accounts", "账户")
        case .keys: Text("the issuer's keys", "签发方密钥")
        case .ruleSets: Text("rule sets", "规则集")
        case .factors: Text("emission factors", "排放因子")
        case .energy: Text("energy certificates", "能源证书")
        case .charges: Text("charges of storages", "储能充电")
        case .retirements: Text("retirements", "注销记录")
        case .slices: Text("slices", "切片")
        case .certificates: Text("Green Token certificates", "绿色Token证书")
        case .hours: Text("hours of certificates", "证书小时")
        case .matches: Text("energy of certificates", "证书电量")
        case .readings: Text("meter readings", "计量读数")
        case .counts: Text("token counts", "词元计数")
        case .siteHours: Text("hours of sites", "站点小时")
        case .productHours: Text("hours of products", "产品小时")
        case .requests: Text("requests", "请求")
        }
    }
}

extension IssueFault {
    /// One sentence for each reason.
    var text: Text {
        switch self {
        case .attribution(let faults):
            Text(both: faults.map { "\($0)" }.joined(separator: "; "))
        case .slice(let id): Text("the slice \(id) is no name or stands twice", "切片 \(id) 名称无效或重复")
        case .noFactor(let kind, let region, let year):
            Text(
                "there is no \(kind.rawValue) factor for \(region) up to \(year)",
                "\(region) 至 \(year) 年没有 \(kind.rawValue) 因子")
        case .noRegion(let kind, let zone):
            Text(
                "the rules name no region of \(kind.rawValue) factors for the zone \(zone)",
                "规则集未给出区域 \(zone) 的 \(kind.rawValue) 因子地区")
        case .assignment: Text("the assignment of energy is not sound", "电量分配不成立")
        case .certificate(let fault): fault.text
        case .tooManyRows(let count):
            Text(
                "a certificate would have \(count) rows; at most \(AccountingLimits.rows)",
                "证书将有 \(count) 行；至多 \(AccountingLimits.rows) 行")
        case .term(let text):
            Text("\(text) cannot stand in a certificate", "\(text) 不能用于证书")
        }
    }
}
