"""How an estimate is computed and what it rests on, told to whoever checks it."""

from hotich.budget.costing import UNVERIFIED
from hotich.budget.estimate import Estimate
from hotich.text.shown import show_day, show_number


def how_computed(estimate: Estimate) -> list[str]:
    """Paragraphs in Vietnamese."""
    costing = estimate.costing
    lines = [
        f"Số liệu đến hết ngày {show_day(estimate.as_of)}; kế hoạch {estimate.plan.id}"
        + (
            f", đã điều chỉnh theo {', '.join(one.decision for one in estimate.plan.applied)}"
            if estimate.plan.applied
            else ""
        )
        + f"; tệp kinh phí «{costing.path.name}», mã băm {costing.sha256[:12]}.",
        "Khối lượng còn phải làm = số trường hợp theo thống kê sổ đang có hiệu lực (trừ trường hợp đã gạch bỏ và sổ đã mất)"
        " − số đã qua trạng thái kết thúc của từng việc:",
        *(
            f"   – {one.term}: tính theo {one.unit.term}, hết phải chi khi {one.done.term} ({one.source})."
            for one in costing.activities
        ),
        f"   – trừ sổ đã mất: {show_number(estimate.lost)} trường hợp.",
        "Mỗi việc hết phải chi theo trạng thái của riêng nó, không theo nghiệm thu: trường hợp đã nghiệm thu mà chưa có bản quét, chưa"
        " có tệp nhập lần hai thì vẫn còn việc ấy. Cột Ghi chú của từng dòng nêu có bao nhiêu trường hợp như vậy.",
        "Số trang: sổ đã có bản quét thì theo số trang bình quân của bản quét trong chính quyển ấy; chưa có thì theo tổng số trang"
        " trong thống kê; không có cả hai thì theo số giả định:",
        *(
            f"   – {', '.join(one.registers) if one.registers else 'các loại sổ'}: {str(one.per_case).replace('.', ',')} trang một trường"
            f" hợp, từ {show_day(one.from_)}{'' if one.verified else f' ({UNVERIFIED})'}; {one.source}."
            for one in costing.text.pages
        ),
        "Chia theo năm ngân sách (Luật Ngân sách nhà nước 83/2015/QH13 Điều 14: năm dương lịch) theo đường kế hoạch: trong mỗi giai"
        " đoạn các nhóm sổ làm lần lượt, rải đều theo ngày làm việc. Việc quá hạn dồn vào năm hiện tại.",
        "Đã làm, theo đơn giá = phần của khối lượng phải làm đã xong trong năm × đơn giá của năm, dù đã ghi chi hay chưa; năm đầu gồm cả"
        " phần đã xong trước đó. «Chưa chi» và «Thừa, thiếu» chỉ tính khi cơ quan đã ghi ít nhất một khoản đã chi của năm ấy.",
        "Nếu giữ tốc độ như hiện nay: khối lượng còn lại rải đều theo ngày làm việc đến ngày dự báo xong (khả năng 50 % và 80 %, như ở"
        " bảng tiến độ), đơn giá của từng năm. Phần sau hạn là phần rơi vào sau ngày cuối của kế hoạch. Tổng khối lượng không đổi; chi"
        " phí phát sinh do kéo dài không có trong đơn giá.",
        "Đơn giá của một năm là giá có hiệu lực ngày 01/01 năm ấy, hoặc ngày của số liệu nếu muộn hơn. Thành tiền = khối lượng"
        " nguyên × đơn giá nguyên đồng, không làm tròn tiền; khối lượng làm tròn nửa lên một lần ở số lũy kế cuối mỗi năm, nên cộng"
        " các năm luôn bằng tổng.",
        "Ai chi:",
        *(
            f"   – {estimate.plan.tier(one.tier).name}: {one.title}, lập theo cấp {one.level.term}"
            f"{'' if one.verified else f' ({UNVERIFIED})'}; {one.source}."
            for one in costing.text.payers
        ),
    ]
    if estimate.without_denominator:
        lines.append(
            f"{len(estimate.without_denominator)} đơn vị chưa gửi thống kê sổ, chưa có khối lượng: "
            + "; ".join(f"{unit.name} ({unit.code})" for unit in estimate.without_denominator)
            + "."
        )
    return lines
