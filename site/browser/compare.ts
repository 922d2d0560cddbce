document.getElementById('compare')?.setAttribute('data-script', 'on');
